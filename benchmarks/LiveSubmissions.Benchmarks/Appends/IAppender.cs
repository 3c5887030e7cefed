namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>A way to append a submission's next state; one call at a time for each submission.</summary>
internal interface IAppender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Completes when the log has accepted the state, and throws if it has not.</summary>
    Task AppendAsync(int submission);
}
