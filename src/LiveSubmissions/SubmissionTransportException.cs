namespace LiveSubmissions;

/// <summary>A transport could not do what it was asked. The message names the cause and the fix, and holds no secret.</summary>
public sealed class SubmissionTransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="cause">What is wrong, in words.</param>
    /// <param name="fix">What to do about it, in words.</param>
    /// <param name="inner">What the engine's client threw, if it did.</param>
    public SubmissionTransportException(string cause, string fix, Exception? inner = null)
        : base($"{cause} {fix}", inner)
    {
        Cause = cause;
        Fix = fix;
    }

    /// <summary>What is wrong.</summary>
    public string Cause { get; }

    /// <summary>What to do about it.</summary>
    public string Fix { get; }

    /// <summary>A transport that did not answer in time.</summary>
    internal static SubmissionTransportException NoAnswer(string transport, TimeSpan deadline, Exception inner) => new(
        $"{transport} did not answer within {Printable.Duration(deadline)}.", "Check that it runs and can be reached.", inner);
}
