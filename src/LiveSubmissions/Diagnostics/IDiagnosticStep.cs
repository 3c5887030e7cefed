using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>One question of the troubleshooting guide, asked of the running system.</summary>
[Experimental("LSUB001")]
public interface IDiagnosticStep
{
    /// <summary>The step's name in documents, health checks and JSON: lower-case words with dashes.</summary>
    string Id { get; }

    /// <summary>The question, in the words of the troubleshooting guide.</summary>
    string Question { get; }

    /// <summary>Whether a failure of this step means that this process cannot deliver updates.</summary>
    bool IsVital => false;

    /// <summary>Whether later steps can find nothing while this step fails.</summary>
    bool Blocks => false;

    /// <summary>
    /// The ids of the steps that must not fail, because this step finds nothing without them; <see langword="null"/>: all earlier steps that block.
    /// </summary>
    IReadOnlyList<string>? Needs => null;

    /// <summary>Runs the step.</summary>
    /// <exception cref="SubmissionTransportException">The transport failed. A vital step has then failed too; any other step counts as not run.</exception>
    ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken);
}

/// <summary>What the steps of one report share.</summary>
/// <param name="directory">Asks the processes for their reports.</param>
/// <param name="problem">The problem of the submission that somebody asks about, if any.</param>
/// <param name="submission">The submission that somebody asks about, if any.</param>
[Experimental("LSUB001")]
public sealed class DiagnosticContext(NodeDirectory directory, string? problem = null, string? submission = null)
{
    private readonly Lock _gate = new();
    private Task<NodeSurvey>? _survey;

    /// <summary>The problem of the submission that somebody asks about, if any.</summary>
    public string? Problem => problem;

    /// <summary>The submission that somebody asks about, if any.</summary>
    public string? Submission => submission;

    /// <summary>Asks all processes, once for the whole report, and returns what they answered.</summary>
    public Task<NodeSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        // The survey has its own deadline: if the first caller gives up, the others still get their answer.
        lock (_gate) _survey ??= directory.AskForAllAsync(problem, submission);
        return _survey.WaitAsync(cancellationToken);
    }
}

/// <summary>What a diagnostic step found.</summary>
/// <param name="Outcome">How the step ended.</param>
/// <param name="Finding">What the step found, in a sentence. For a failure, its cause.</param>
/// <param name="Fix">For a failure, what to do.</param>
/// <param name="Data">Measured values, by name.</param>
[Experimental("LSUB001")]
public sealed record DiagnosticResult(
    DiagnosticOutcome Outcome, string Finding, string? Fix = null, IReadOnlyDictionary<string, object>? Data = null)
{
    /// <summary>The step found nothing wrong.</summary>
    public static DiagnosticResult Passed(string finding, IReadOnlyDictionary<string, object>? data = null) =>
        new(DiagnosticOutcome.Passed, finding, null, data);

    /// <summary>The step found a fault.</summary>
    public static DiagnosticResult Failed(string cause, string fix, IReadOnlyDictionary<string, object>? data = null) =>
        new(DiagnosticOutcome.Failed, cause, fix, data);

    /// <summary>The step could not find an answer, or does not apply.</summary>
    public static DiagnosticResult NotRun(string why) => new(DiagnosticOutcome.NotRun, why);
}

/// <summary>How a diagnostic step ended.</summary>
[Experimental("LSUB001")]
public enum DiagnosticOutcome
{
    /// <summary>Nothing is wrong.</summary>
    Passed,

    /// <summary>Something is broken. The result names the cause and the fix.</summary>
    Failed,

    /// <summary>The step could not find an answer, or does not apply. The result says why.</summary>
    NotRun,
}
