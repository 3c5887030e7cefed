namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What was found when all processes were asked.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Alive">The newest report of every process that reported lately and has not stopped.</param>
/// <param name="Gone">How long ago each process was last heard of that neither reported lately nor said that it stops.</param>
internal sealed record NodeSurvey(string Question, IReadOnlyList<NodeReport> Alive, IReadOnlyList<(NodeReport Report, TimeSpan Silent)> Gone)
{
    /// <summary>Those that reported lately, and have not answered.</summary>
    public IEnumerable<NodeReport> Deaf => Alive.Where(report => AnswerOf(report) is null);

    /// <summary>What a process knows of the submission that was asked about; nothing if none was, or it does not hear.</summary>
    public IReadOnlyList<TraceFacts> TraceOf(NodeReport report) => AnswerOf(report)?.Trace ?? [];

    /// <summary>Whether a process has answered, and is still finding something out.</summary>
    public bool LooksUp(NodeReport report) => AnswerOf(report)?.MoreComes == true;

    public IEnumerable<NodeReport> With(string role) => Alive.Where(report => report.Roles.Contains(role));

    private AnswerFacts? AnswerOf(NodeReport report) => report.Answers.Find(answer => answer.Question == Question);
}
