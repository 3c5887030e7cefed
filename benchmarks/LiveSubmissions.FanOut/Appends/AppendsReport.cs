namespace LiveSubmissions.FanOut.Appends;

/// <summary>How fast it went.</summary>
/// <param name="Broadcaster">Appends a second through the broadcaster.</param>
/// <param name="Script">Appends a second by the bare script.</param>
/// <param name="ScriptsPerAppend">Script calls that a broadcast took.</param>
internal sealed record AppendsReport(double Broadcaster, double Script, double ScriptsPerAppend);
