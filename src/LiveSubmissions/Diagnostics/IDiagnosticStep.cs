using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>One question of the troubleshooting guide, asked of the running system.</summary>
[Experimental("LSUB001")]
public interface IDiagnosticStep
{
    /// <summary>Lower-case words with dashes: what documents, health checks and JSON call it.</summary>
    string Id { get; }

    /// <summary>The guide's question.</summary>
    string Question { get; }

    /// <summary>Whether its failure means that this process cannot deliver.</summary>
    bool IsVital => false;

    /// <summary>Whether the later steps can find nothing while this one fails.</summary>
    bool Blocks => false;

    /// <summary>The steps on the same way without which it can find nothing; <see langword="null"/>: those before it that block.</summary>
    IReadOnlyList<string>? Needs => null;

    /// <summary>Looks.</summary>
    /// <exception cref="SubmissionTransportException">The transport failed on the way: a vital step's failure, and nothing that another can judge.</exception>
    ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken);
}

/// <summary>What the steps of one report share.</summary>
/// <param name="directory">Asks the processes.</param>
/// <param name="problem">The problem of the submission that somebody asks about, if so.</param>
/// <param name="submission">The submission that somebody asks about, if so.</param>
[Experimental("LSUB001")]
public sealed class DiagnosticContext(NodeDirectory directory, string? problem = null, string? submission = null)
{
    private readonly Lock _gate = new();
    private Task<NodeSurvey>? _survey;

    /// <summary>The problem of the submission that somebody asks about, if any.</summary>
    public string? Problem => problem;

    /// <summary>The submission that somebody asks about, if any.</summary>
    public string? Submission => submission;

    /// <summary>What all processes answered; they are asked once for the whole report.</summary>
    public Task<NodeSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        // It has a deadline of its own: who asked first and gave up must not end it for the others.
        lock (_gate) _survey ??= directory.AskForAllAsync(problem, submission);
        return _survey.WaitAsync(cancellationToken);
    }
}

/// <summary>What a diagnostic step found.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Finding">What was found, in a sentence: for a failure its cause.</param>
/// <param name="Fix">For a failure, what to do.</param>
/// <param name="Data">Figures.</param>
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

    /// <summary>The step could not look.</summary>
    public static DiagnosticResult NotRun(string why) => new(DiagnosticOutcome.NotRun, why);
}

/// <summary>What came of a diagnostic step.</summary>
[Experimental("LSUB001")]
public enum DiagnosticOutcome
{
    /// <summary>In order.</summary>
    Passed,

    /// <summary>Broken; the result names the cause and the fix.</summary>
    Failed,

    /// <summary>Could not be looked at, or does not apply; the result says why.</summary>
    NotRun,
}
