using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>
/// The address of Redis and the credentials, read from a setting. Its texts contain no user, no password and no option.
/// </summary>
public sealed class RedisUrl
{
    private readonly ConfigurationOptions _options;

    internal RedisUrl(ConfigurationOptions options)
    {
        _options = options;
        Database = options.DefaultDatabase ?? 0;
        Servers = string.Join(", ", options.EndPoints.Select(EndPointText.From));
    }

    /// <summary>The database's number. Pub/sub has no databases, so the channels' names contain this number.</summary>
    public int Database { get; }

    /// <summary>The servers as <c>host:port</c>.</summary>
    public string Servers { get; }

    /// <summary>Whether it has a password. The server may still refuse it.</summary>
    public bool HasPassword => !string.IsNullOrEmpty(_options.Password);

    /// <summary>Whether the connection uses TLS.</summary>
    internal bool IsTls => _options.Ssl;

    /// <summary>The servers, the database and TLS, for logs and health checks; without secrets.</summary>
    public string Description =>
        $"Redis at {Servers}{(_options.ServiceName is null ? "" : " (Sentinel)")}, database {Database}{(_options.Ssl ? ", TLS" : "")}";

    /// <summary>The client's configuration; the caller may change it.</summary>
    public ConfigurationOptions ToConfiguration() => _options.Clone();

    /// <summary>Reads a URL, or a configuration string of StackExchange.Redis.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="setting">The name of the setting that holds it, for the error.</param>
    /// <returns>The address, or <see langword="null"/> if the setting is blank: not configured.</returns>
    /// <exception cref="FormatException">The text is neither. The message says what is wrong, and does not contain the password.</exception>
    public static RedisUrl? Parse(string? text, string setting = "The text")
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        text = text.Trim();
        try
        {
            if (text.Any(char.IsControl)) throw RedisUrlError.Because("it has a control character inside");
            var isUrl = text.Contains("://", StringComparison.Ordinal);
            return new RedisUrl(isUrl ? RedisUrlParser.Parse(text) : RedisConfigurationString.Parse(text));
        }
        catch (FormatException wrong)
        {
            throw RedisUrlError.Create(setting, wrong);
        }
    }

    /// <summary>A server's message, or a note in its place if it contains the password: some servers repeat what they were sent.</summary>
    internal string WithoutSecrets(string text) =>
        Array.Exists([_options.Password, _options.SentinelPassword], secret => !string.IsNullOrEmpty(secret) && text.Contains(secret, StringComparison.Ordinal))
            ? "(the message is not shown, because it contains the password)"
            : text;

    /// <summary>The same as <see cref="Description"/>.</summary>
    public override string ToString() => Description;
}

/// <summary>
/// The error for a URL that is refused: it says what is wrong and what is accepted. It cites no part of the URL, since any part may belong to the password.
/// </summary>
internal static class RedisUrlError
{
    public const string AcceptedForms =
        "redis://[user][:password@]host[:port][,host2[:port]...][/database][?option=value&...], the same with rediss:// for TLS, "
        + "or a StackExchange.Redis configuration string such as host:port,password=...,ssl=true,defaultDatabase=2";

    /// <summary>Says what is wrong. <see cref="Create"/> adds the name of the setting.</summary>
    public static FormatException Because(string wrong) => new(wrong);

    public static FormatException Create(string setting, FormatException wrong) => new(
        $"{setting} is not a Redis URL that can be used: {wrong.Message}. Accepted are {AcceptedForms}. "
        + "The URL is not shown here, because it may hold a password.");
}
