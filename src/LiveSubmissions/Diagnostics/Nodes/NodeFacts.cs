namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Updates that wait for the transport to come back, and updates that were not sent although they are newer.</summary>
/// <param name="Submissions">How many submissions' newest updates wait.</param>
/// <param name="OldestSeconds">For how long the first of them has.</param>
/// <param name="RepeatedRevisions">The submissions whose revision did not grow with a change, in the last ten minutes, newest first; at most ten.</param>
internal sealed record OutboxFacts(int Submissions = 0, double OldestSeconds = 0, IReadOnlyList<RepeatedRevisionFacts>? RepeatedRevisions = null);

/// <summary>An update that was refused because its revision had been used for another state.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Submission">Its submission.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Seconds">How long ago it was refused.</param>
internal sealed record RepeatedRevisionFacts(string Problem, string Submission, long Revision, double Seconds);

/// <summary>The groups that a node follows.</summary>
/// <param name="Followed">How many.</param>
/// <param name="Behind">Those whose mirror was not found equal to the log lately, at most ten of them by name.</param>
/// <param name="Damaged">Those whose log itself is damaged, at most ten of them, each with what is wrong.</param>
internal sealed record MirrorFacts(int Followed = 0, IReadOnlyList<string>? Behind = null, IReadOnlyList<string>? Damaged = null);

/// <summary>The clients of a node.</summary>
/// <param name="Connected">How many.</param>
/// <param name="Slow">How many of them have not taken what was written to them.</param>
internal sealed record ClientFacts(int Connected, int Slow);

/// <summary>What a worker holds.</summary>
internal sealed record RunFacts(string Problem, string Submission, double Seconds);

/// <summary>What the application has saved, against what the logs hold.</summary>
/// <param name="Checked">How many of the newest records could be compared with a log.</param>
/// <param name="Unfinished">The oldest that are not in a terminal status, at most ten.</param>
/// <param name="NotBroadcast">Those whose saved state the log does not have, at most ten.</param>
/// <param name="Error">Why the records could not be read, if so.</param>
/// <param name="UnreadableLogs">What could not be compared, at most ten, each with why.</param>
/// <param name="AgeSeconds">How long ago they were read.</param>
internal sealed record RecordFacts(
    int Checked,
    IReadOnlyList<RecordedFacts> Unfinished,
    IReadOnlyList<RecordedFacts> NotBroadcast,
    string? Error = null,
    IReadOnlyList<string>? UnreadableLogs = null,
    double AgeSeconds = 0);

/// <summary>A record of the application.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Submission">Its submission.</param>
/// <param name="Saved">The saved status.</param>
/// <param name="InLog">The status in the log; nothing if the log has none.</param>
/// <param name="Seconds">How long ago it was saved.</param>
/// <param name="Group">The additional group whose log is meant; nothing: the problem's.</param>
internal sealed record RecordedFacts(string Problem, string Submission, string Saved, string? InLog, double Seconds, string? Group = null);

/// <summary>What a process answers to one question.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Trace">What it knows of the submission that was asked about, if one was.</param>
/// <param name="MoreComes">Whether it looks something up, and reports again when that is there.</param>
internal sealed record AnswerFacts(string Question, IReadOnlyList<TraceFacts>? Trace = null, bool MoreComes = false);

/// <summary>One hop of one update, as the process saw it.</summary>
/// <param name="Operation">Which broadcast.</param>
/// <param name="Group">In which group.</param>
/// <param name="Status">The status it brought.</param>
/// <param name="Hop"><c>reported</c>, <c>stored</c>, <c>received</c> or <c>written</c>.</param>
/// <param name="At">When, by the log's clock.</param>
/// <param name="Clients">For <c>written</c>: to how many clients.</param>
internal sealed record TraceFacts(string Operation, string Group, string Status, string Hop, DateTimeOffset At, int Clients = 0);
