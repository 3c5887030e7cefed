using LiveSubmissions.Transport;

namespace LiveSubmissions.Log;

/// <summary>Where a group's log ends, or why that cannot be said: one damaged log does not hide the others.</summary>
public readonly record struct LogEnd
{
    private readonly FeedPosition _position;

    /// <summary>The log ends at a position.</summary>
    public LogEnd(FeedPosition position) => _position = position;

    /// <summary>The log's end could not be read.</summary>
    public LogEnd(SubmissionTransportException failure) => Failure = failure;

    /// <summary>Why the end could not be read, or <see langword="null"/>.</summary>
    public SubmissionTransportException? Failure { get; }

    /// <summary>The log's end.</summary>
    /// <exception cref="SubmissionTransportException">It could not be read: <see cref="Failure"/>.</exception>
    public FeedPosition Position => Failure is null ? _position : throw new SubmissionTransportException(Failure.Cause, Failure.Fix, Failure);
}
