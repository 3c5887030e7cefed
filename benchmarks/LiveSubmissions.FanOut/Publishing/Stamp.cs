using System.Text.Json.Nodes;
using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>What every update carries in its metrics, so that a client can tell how old it is and whether one is missing.</summary>
internal static class Stamp
{
    /// <param name="n">The update's running number in its group.</param>
    /// <param name="padding">Text to make it longer, or <see langword="null"/>.</param>
    public static JsonObject Now(long n, string? padding)
    {
        var metrics = new JsonObject { ["t"] = Clock.Now, ["n"] = n };
        if (padding is not null) metrics["p"] = padding;
        return metrics;
    }
}
