namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>What a page has shown, been told and heard, as its <see cref="Recorder"/> has written it down.</summary>
/// <param name="Now">When this was read.</param>
/// <param name="Shown">The states of the indicator that people see.</param>
/// <param name="Told">The states that the client has told the page (<c>onState</c>).</param>
/// <param name="Heard">What came from the server, whatever the endpoint.</param>
/// <param name="Closes">The codes with which WebSockets were closed.</param>
/// <param name="Asleep">When none of the page's code ran, though its timers were due.</param>
internal sealed record Recording(
    double Now, IReadOnlyList<ShownState> Shown, IReadOnlyList<ShownState> Told, IReadOnlyList<HeardMessage> Heard, IReadOnlyList<int> Closes,
    IReadOnlyList<Span> Asleep)
{
    public IEnumerable<string> States => Shown.Select(static shown => shown.State);
}

/// <summary>A state from a moment on.</summary>
internal sealed record ShownState(double At, string State);

/// <summary>A message of the server.</summary>
/// <param name="At">When the page had it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Verified">What a heartbeat says of itself; true for any other.</param>
internal sealed record HeardMessage(double At, string Type, bool Verified);
