namespace LiveSubmissions.Log;

/// <summary>A part of a log, as one read returns it.</summary>
public sealed class LogPage
{
    /// <summary>The log's epoch. If it is not the one that was asked for, <see cref="Entries"/> is empty.</summary>
    public required string Epoch { get; init; }

    /// <summary>The highest sequence that retention has trimmed away; 0 if none.</summary>
    public required long Floor { get; init; }

    /// <summary>The sequence of the log's last entry; 0 for an empty log.</summary>
    public required long End { get; init; }

    /// <summary>Entries after the position that was asked for, oldest first.</summary>
    public required IReadOnlyList<LogEntry> Entries { get; init; }

    /// <summary>The log's end.</summary>
    public FeedPosition EndPosition => new(Epoch, End);

    /// <summary>Whether the log had more after <see cref="Entries"/> when it was read.</summary>
    public bool HasMore => Entries.Count > 0 && Entries[^1].Sequence < End;
}
