using Spectre.Console;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Where the tool writes.</summary>
/// <param name="Out">Results, as plain text.</param>
/// <param name="Error">Errors of the call.</param>
/// <param name="Terminal">Tables and colours; plain text if the output is not a terminal.</param>
internal sealed record Output(TextWriter Out, TextWriter Error, IAnsiConsole Terminal)
{
    /// <summary>Whether the output is a terminal, in which a table can change in place.</summary>
    public bool IsLive => Terminal.Profile.Capabilities is { Ansi: true, Interactive: true };
}

/// <summary>Creates the console: with colours and tables that change in place for a terminal; else with plain text that is never wrapped.</summary>
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

            // Otherwise Spectre.Console switches colours on again on a build server.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = WithoutWrapping;
        return console;
    }
}

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCode
{
    /// <summary>Everything works; the command was carried out.</summary>
    public const int Ok = 0;

    /// <summary>Something is broken; the command was not carried out.</summary>
    public const int Broken = 1;

    /// <summary>The tool was called in a wrong way.</summary>
    public const int WrongUsage = 2;
}
