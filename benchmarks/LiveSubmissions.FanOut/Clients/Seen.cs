namespace LiveSubmissions.FanOut.Clients;

/// <summary>Which of a group's updates a client has seen.</summary>
internal sealed class Seen
{
    private ulong[] _bits = [];
    private long _first;

    /// <summary>The greatest running number so far, whether it counts or not.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>How many different updates that count.</summary>
    public long Distinct { get; private set; }

    /// <summary>How many came a second time.</summary>
    public long Duplicates { get; private set; }

    /// <summary>How often a submission went back: an older update of it came after a newer one.</summary>
    public long Backwards { get; private set; }

    /// <summary>Counts anew, from a running number on.</summary>
    public void CountFrom(long first)
    {
        _first = first;
        _bits = [];
        Distinct = Duplicates = Backwards = 0;
    }

    /// <returns>Whether it counts and is new.</returns>
    /// <param name="n">The update's running number.</param>
    /// <param name="submissions">How many submissions the updates are of, in turn.</param>
    public bool Add(long n, int submissions)
    {
        var inOrder = n > Highest;
        if (inOrder) Highest = n;
        if (n < _first) return false;

        var bit = 1UL << (int)(n & 63);
        var word = (n - (_first & ~63)) >> 6;
        if (word >= _bits.Length) Array.Resize(ref _bits, (int)Math.Max(word + 1, _bits.Length * 2));
        if ((_bits[word] & bit) != 0)
        {
            Duplicates++;
            return false;
        }

        _bits[word] |= bit;
        Distinct++;

        // Order is promised for each submission. Updates of different ones may overtake each other on their way to the log.
        if (!inOrder && Has(n + submissions)) Backwards++;
        return true;
    }

    private bool Has(long n)
    {
        var word = (n - (_first & ~63)) >> 6;
        return word < _bits.Length && (_bits[word] & (1UL << (int)(n & 63))) != 0;
    }
}
