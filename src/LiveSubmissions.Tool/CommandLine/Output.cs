using Spectre.Console;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Where the tool writes to.</summary>
/// <param name="Out">Results, as plain text.</param>
/// <param name="Error">What went wrong with the call.</param>
/// <param name="Terminal">For tables and colours; plain where nobody looks at it.</param>
internal sealed record Output(TextWriter Out, TextWriter Error, IAnsiConsole Terminal)
{
    /// <summary>Whether somebody looks, so that what is shown may change in place.</summary>
    public bool IsLive => Terminal.Profile.Capabilities is { Ansi: true, Interactive: true };
}
