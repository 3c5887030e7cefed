namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What the application gave to <c>AddRecords</c>: reads its newest records, most recently changed first, at most so many.</summary>
internal sealed class RecordSource(Func<IServiceProvider, int, CancellationToken, ValueTask<IReadOnlyList<RecordedSubmission>>> read)
{
    public ValueTask<IReadOnlyList<RecordedSubmission>> ReadAsync(IServiceProvider services, int limit, CancellationToken cancellationToken) =>
        read(services, limit, cancellationToken);
}
