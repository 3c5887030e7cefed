using System.Diagnostics;

namespace LiveSubmissions.Contracts;

/// <summary>Waits for what must become true.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Polls a condition until it holds; fails the test when it does not within the deadline, 20 s unless told.</summary>
    public static Task TrueAsync(Func<bool> condition, string because, TimeSpan? deadline = null) =>
        TrueAsync(() => Task.FromResult(condition()), because, deadline);

    /// <summary>Polls a condition until it holds; fails the test when it does not within the deadline, 20 s unless told.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string because, TimeSpan? deadline = null)
    {
        var limit = deadline ?? DefaultDeadline;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit) Assert.Fail($"Not within {limit.TotalSeconds:0.#} s: {because}");
            await Task.Delay(Pause);
        }
    }
}
