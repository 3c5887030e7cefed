using LiveSubmissions.Redis.Connection;
using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>
/// Where Redis is and how to get in, read from a setting. Nothing of it that is printed holds a user, a password or an option.
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

    /// <summary>The database's number; pub/sub knows none, so channels carry it in their names.</summary>
    public int Database { get; }

    /// <summary>The servers as <c>host:port</c>.</summary>
    public string Servers { get; }

    /// <summary>Whether it has a password, which the server may still not accept.</summary>
    public bool HasPassword => !string.IsNullOrEmpty(_options.Password);

    /// <summary>Whether it speaks TLS.</summary>
    internal bool IsTls => _options.Ssl;

    /// <summary>For logs and health checks.</summary>
    public string Description =>
        $"Redis at {Servers}{(_options.ServiceName is null ? "" : " (Sentinel)")}, database {Database}{(_options.Ssl ? ", TLS" : "")}";

    /// <summary>The client's configuration; the caller may change it.</summary>
    public ConfigurationOptions ToConfiguration() => _options.Clone();

    /// <summary>Reads a URL or a configuration string of the client's.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="setting">The name of the setting that holds it, for the error.</param>
    /// <returns>Where Redis is, or <see langword="null"/> when the setting is blank: not configured.</returns>
    /// <exception cref="FormatException">It is neither. The message says what is wrong and never holds the password.</exception>
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

    /// <summary>A text of somebody else: some servers repeat what was sent to them.</summary>
    internal string WithoutSecrets(string text) =>
        Array.Exists([_options.Password, _options.SentinelPassword], secret => !string.IsNullOrEmpty(secret) && text.Contains(secret, StringComparison.Ordinal))
            ? "(its words are not shown, because they repeat the password)"
            : text;

    /// <summary><see cref="Description"/>, which holds no secret.</summary>
    public override string ToString() => Description;
}
