using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>What the steps of one report share.</summary>
/// <param name="directory">Asks the processes.</param>
/// <param name="problem">The problem of the submission that somebody asks about, if so.</param>
/// <param name="submission">The submission that somebody asks about, if so.</param>
internal sealed class DiagnosticContext(NodeDirectory directory, string? problem = null, string? submission = null)
{
    private readonly Lock _gate = new();
    private Task<NodeSurvey>? _survey;

    public string? Problem => problem;

    public string? Submission => submission;

    /// <summary>What all processes answered; they are asked once for the whole report.</summary>
    public Task<NodeSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        // It has a deadline of its own: who asked first and gave up must not end it for the others.
        lock (_gate) _survey ??= directory.AskForAllAsync(problem, submission);
        return _survey.WaitAsync(cancellationToken);
    }
}
