namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What holds for a whole run.</summary>
/// <param name="IsShort">Small and quick, to see that nothing is lost: its times say nothing.</param>
/// <param name="ServerArguments">Passed through to this library's server.</param>
internal sealed record RunSettings(bool IsShort, IReadOnlyList<string> ServerArguments);
