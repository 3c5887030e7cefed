namespace LiveSubmissions.TestKit.Redis;

/// <summary>How a server of a test's own is started.</summary>
public sealed record RedisServerSetup
{
    /// <summary>Which password it wants; by default none.</summary>
    public string? Password { get; init; }

    /// <summary>Further arguments, for instance <c>"--appendonly", "yes"</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A Sentinel's configuration, which it rewrites; without one the server is a data server.</summary>
    public string? Sentinel { get; init; }

    /// <summary>How far its clock is off, for instance <c>+120s</c>; by default it is right.</summary>
    public string? ClockOffset { get; init; }
}
