namespace LiveSubmissions.Diagnostics;

/// <summary>One question of the troubleshooting guide, asked of the running system.</summary>
internal interface IDiagnosticStep
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
    /// <exception cref="Transport.SubmissionTransportException">The transport failed on the way: a vital step's failure, and nothing that another can judge.</exception>
    ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken);
}
