using System.Numerics;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>How often each duration occurred: 128 steps per doubling, so a percentile is right to within 1%.</summary>
internal sealed class Histogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[(64 - StepBits) * Steps];

    public long Count { get; private set; }

    public void Add(long value)
    {
        _counts[Index(Math.Max(0, value))]++;
        Count++;
    }

    /// <summary>The value that this share of all values does not exceed; 0 if there are none.</summary>
    /// <param name="share">0 to 1.</param>
    public long At(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length && left > 0; i++)
        {
            left -= _counts[i];
            if (left <= 0) return Highest(i);
        }

        return 0;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    private static int Index(long value)
    {
        if (value < Steps) return (int)value;
        var doublings = BitOperations.Log2((ulong)value) - StepBits;
        return (doublings * Steps) + (int)(value >> doublings);
    }

    private static long Highest(int index)
    {
        if (index < 2 * Steps) return index;
        var doublings = (index / Steps) - 1;
        return ((long)((index % Steps) + Steps + 1) << doublings) - 1;
    }
}
