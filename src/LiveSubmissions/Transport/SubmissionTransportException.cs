namespace LiveSubmissions.Transport;

/// <summary>A transport could not do what it was asked. The message names the cause and the mend, and holds no secret.</summary>
public sealed class SubmissionTransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="cause">What is wrong, in words.</param>
    /// <param name="mend">What to do about it, in words.</param>
    /// <param name="inner">What the engine's client threw, if it did.</param>
    public SubmissionTransportException(string cause, string mend, Exception? inner = null)
        : base($"{cause} {mend}", inner)
    {
        Cause = cause;
        Mend = mend;
    }

    /// <summary>What is wrong.</summary>
    public string Cause { get; }

    /// <summary>What to do about it.</summary>
    public string Mend { get; }

    /// <summary>A transport that did not answer in time.</summary>
    internal static SubmissionTransportException NoAnswer(ISubmissionTransport transport, TimeSpan deadline, Exception inner) => new(
        $"{transport.Description} did not answer within {Printable.Duration(deadline)}.", "Check that it runs and can be reached.", inner);
}
