using Spectre.Console;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Makes the console: colours and tables that change in place for a terminal, plain text that is never wrapped for everything else.</summary>
internal static class Terminal
{
    private const int WithoutWrapping = 1000;

    public static IAnsiConsole Create(TextWriter writer) =>
        Console.IsOutputRedirected ? Plain(writer) : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),

            // A build server's own detection would switch colours on again.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = WithoutWrapping;
        return console;
    }
}
