namespace JudgeHost.Browser.Tests.Outages;

/// <summary>What a proxy does with a request.</summary>
internal enum Fate
{
    /// <summary>It is passed on, and what the backend answers with it.</summary>
    Pass,

    /// <summary>It is answered with 502.</summary>
    Refuse,

    /// <summary>It is never answered.</summary>
    Swallow,

    /// <summary>The answer begins, and what then comes is held back: a proxy that buffers what it should stream.</summary>
    HoldBack,
}
