namespace LiveSubmissions.FanOut.Clients;

/// <summary>
/// Finds the stamps of updates in a stream of payload bytes, wherever reads have cut it, without taking the JSON apart: <c>"t":…,"n":…</c>
/// and, where positions are kept, the <c>"sequence":…</c> behind.
/// </summary>
internal sealed class RecordScanner(bool withSequences)
{
    /// <summary>More than a stamp with its sequence can take, unless the update is padded.</summary>
    private const int Window = 1024;

    private byte[] _carry = [];
    private int _carried;

    /// <param name="bytes">The next bytes of the stream.</param>
    /// <param name="to">Is told each stamp.</param>
    public void Scan(ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        if (_carried > 0) bytes = JoinCarried(bytes, to);
        var done = ScanJoined(bytes, to);
        Carry(bytes[done..]);
    }

    /// <summary>Scans what was left over together with the bytes that follow it.</summary>
    /// <returns>The bytes that are still to be scanned.</returns>
    private ReadOnlySpan<byte> JoinCarried(ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        var taken = Math.Min(bytes.Length, Window - _carried);
        bytes[..taken].CopyTo(_carry.AsSpan(_carried));
        var joined = _carry.AsSpan(0, _carried + taken);
        var done = ScanJoined(joined, to);
        if (done < _carried && taken < bytes.Length) throw new InvalidDataException("An update's stamp is longer than the load client can join.");

        var carriedBefore = _carried;
        _carried = 0;
        if (done >= carriedBefore) return bytes[(done - carriedBefore)..];

        // There were too few bytes to finish it: all of them are carried.
        joined[done..].CopyTo(_carry);
        _carried = joined.Length - done;
        return [];
    }

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return;
        if (rest.Length > Window) throw new InvalidDataException("An update's stamp is longer than the load client can join.");
        if (_carry.Length == 0) _carry = new byte[Window];
        rest.CopyTo(_carry);
        _carried = rest.Length;
    }

    /// <returns>Where what is not finished begins.</returns>
    private int ScanJoined(ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        var from = 0;
        while (true)
        {
            var found = bytes[from..].IndexOf("\"t\":"u8);
            if (found < 0) return from + Unfinished(bytes[from..]);
            var start = from + found;
            var at = start + 4;
            if (!TryNumber(bytes, ref at, out var time)) return start;
            if (bytes.Length - at < 5) return start;
            if (!bytes[at..].StartsWith(",\"n\":"u8)) throw new InvalidDataException("What looked like an update's stamp is none.");
            at += 5;
            if (!TryNumber(bytes, ref at, out var n)) return start;
            var sequence = 0L;
            if (withSequences && !TrySequence(bytes, ref at, out sequence)) return start;
            to.OnUpdate(time, n, sequence);
            from = at;
        }
    }

    /// <summary>Where a name may begin that the next bytes finish: nearly always nowhere.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        var tail = Math.Max(0, bytes.Length - 3);
        var quote = bytes[tail..].IndexOf((byte)'"');
        return quote < 0 ? bytes.Length : tail + quote;
    }

    private static bool TrySequence(ReadOnlySpan<byte> bytes, ref int at, out long sequence)
    {
        sequence = 0;
        var name = bytes[at..].IndexOf("\"sequence\":"u8);
        if (name < 0) return false;
        at += name + "\"sequence\":".Length;
        return TryNumber(bytes, ref at, out sequence);
    }

    /// <returns>Whether all of it is there: something follows its digits.</returns>
    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        value = 0;
        for (; at < bytes.Length; at++)
        {
            var digit = bytes[at] - '0';
            if ((uint)digit > 9) return true;
            value = (value * 10) + digit;
        }

        return false;
    }
}
