namespace LiveSubmissions.Tool.Trace;

/// <summary>One hop of one update.</summary>
/// <param name="Operation">Which update.</param>
/// <param name="Group">Where it was sent to.</param>
/// <param name="Status">What it brought.</param>
/// <param name="Hop">Which hop.</param>
/// <param name="Process">Who saw it.</param>
/// <param name="At">When, by the clock of the log: the process's own, less how far it is ahead.</param>
/// <param name="Clients">For <c>written</c>: to how many clients.</param>
internal sealed record PathHop(string Operation, string Group, string Status, string Hop, string Process, DateTimeOffset At, int Clients);
