namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// The one way to refuse a URL: says what is wrong and what is accepted, and cites nothing of it, since any part may be the password's.
/// </summary>
internal static class RedisUrlError
{
    public const string AcceptedForms =
        "redis://[user][:password@]host[:port][,host2[:port]...][/database][?option=value&...], the same with rediss:// for TLS, "
        + "or a StackExchange.Redis configuration string such as host:port,password=...,ssl=true,defaultDatabase=2";

    /// <summary>What is wrong, for <see cref="Create"/> to say whose setting it is.</summary>
    public static FormatException Because(string wrong) => new(wrong);

    public static FormatException Create(string setting, FormatException wrong) => new(
        $"{setting} is not a Redis URL that can be used: {wrong.Message}. Accepted are {AcceptedForms}. "
        + "The URL is not shown here, because it may hold a password.");
}
