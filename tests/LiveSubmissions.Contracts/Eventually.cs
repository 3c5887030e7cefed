using System.Diagnostics;

namespace LiveSubmissions.Contracts;

/// <summary>Waits for a condition, with a deadline: the only way a test here waits for real time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not, within the deadline (20 s by default).</exception>
    public static Task TrueAsync(Func<bool> condition, string because, TimeSpan? deadline = null) =>
        TrueAsync(() => Task.FromResult(condition()), because, deadline);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not, within the deadline (20 s by default).</exception>
    public static Task TrueAsync(Func<Task<bool>> condition, string because, TimeSpan? deadline = null) =>
        TrueAsync(condition, () => because, deadline);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not, within the deadline (20 s by default).</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> because, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(20);
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit) throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {because()}");
            await Task.Delay(Pause);
        }
    }
}
