using System.Diagnostics;

namespace LiveSubmissions.Contracts;

/// <summary>Waits for what other threads or processes bring about, up to a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Polls a condition until it holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="because">What should have happened; the failure says so.</param>
    /// <param name="deadline">How long to wait at most. Default 20 s.</param>
    public static Task TrueAsync(Func<bool> condition, string because, TimeSpan? deadline = null) =>
        TrueAsync(() => Task.FromResult(condition()), because, deadline);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string because, TimeSpan? deadline = null)
    {
        var limit = deadline ?? DefaultDeadline;
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > limit) Assert.Fail($"Within {limit.TotalSeconds:0.#} s this did not come true: {because}");
            await Task.Delay(Pause);
        }
    }
}
