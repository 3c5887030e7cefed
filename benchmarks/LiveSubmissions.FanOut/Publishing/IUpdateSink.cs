namespace LiveSubmissions.FanOut.Publishing;

/// <summary>Where updates go: the one thing in which the two publishers differ.</summary>
internal interface IUpdateSink : IAsyncDisposable
{
    /// <summary>Broadcasts one update.</summary>
    /// <param name="group">The group's number.</param>
    /// <param name="submission">The submission's number in the group.</param>
    /// <param name="n">The update's running number in the group.</param>
    /// <param name="padding">What to add to its metrics, or <see langword="null"/>.</param>
    /// <returns>Whether it was accepted.</returns>
    ValueTask<bool> SendAsync(int group, int submission, long n, string? padding);
}
