namespace LiveSubmissions;

/// <summary>A call to a transport failed. The message names the cause and the fix, and contains no password.</summary>
public sealed class SubmissionTransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="cause">What is wrong, as a sentence.</param>
    /// <param name="fix">What to do about it, as a sentence.</param>
    /// <param name="inner">The exception of the client library, if there is one.</param>
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

    /// <summary>Makes the exception for a transport that did not answer in time.</summary>
    internal static SubmissionTransportException NoAnswer(string transport, TimeSpan deadline, Exception inner) => new(
        $"{transport} did not answer within {Printable.Duration(deadline)}.", "Check that it runs and can be reached.", inner);
}
