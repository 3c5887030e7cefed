using System.CommandLine;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public const string RedisSetting = "CHANNEL_LAYER_REDIS_URL";

    public static Option<string?> Redis() => new("--redis")
    {
        Description = $"Redis as the application has it, redis://[user][:password@]host[:port][/database]. Default: the environment's {RedisSetting}.",
        HelpName = "URL",
    };

    public static Option<string?> KeyPrefix() => new("--key-prefix")
    {
        Description = "RedisTransportOptions.KeyPrefix, if the application changes it.",
        HelpName = "PREFIX",
    };

    public static Option<string?> Problem(string description) => new("--problem") { Description = description, HelpName = "ID" };

    public static Option<string[]> Groups(string description) => new("--group") { Description = description, HelpName = "NAME" };

    /// <exception cref="WrongUsageException">One is no group's name.</exception>
    public static IReadOnlyList<SubmissionGroup> GroupsOf(string[]? names) => [.. (names ?? []).Select(static name =>
    {
        try
        {
            return new SubmissionGroup(name);
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUsageException($"--group: {wrong.Message}");
        }
    })];

    public static Option<string[]> Headers() => new("--header")
    {
        Description = "A header for requests to the server, such as 'Cookie: session=…' where a sign-in is needed. May be given several times.",
        HelpName = "'NAME: VALUE'",
    };

    /// <summary>Which Redis is meant: the option, else the setting, which may be blank; <see langword="null"/>: nobody said.</summary>
    public static string? RedisOf(ParseResult call, Option<string?> option) =>
        call.GetResult(option) is null ? Environment.GetEnvironmentVariable(RedisSetting) : call.GetValue(option) ?? "";

    public static ProblemId ProblemOf(string text) => ProblemId.TryParse(text, out var id)
        ? long.TryParse(text, out var number) && number.ToString(System.Globalization.CultureInfo.InvariantCulture) == text ? number : id
        : throw NoId("problem");

    public static SubmissionId SubmissionOf(string text) => SubmissionId.TryParse(text, out var id)
        ? long.TryParse(text, out var number) && number.ToString(System.Globalization.CultureInfo.InvariantCulture) == text ? number : id
        : throw NoId("submission");

    /// <exception cref="WrongUsageException">One is not a header; its value, which may be a secret, is not cited.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(string[]? headers) =>
    [
        .. (headers ?? []).Select(static header => header.Split(':', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name.Trim(), value.Trim())
            : throw new WrongUsageException("A --header has no colon. Write it as 'Name: value'.")),
    ];

    private static WrongUsageException NoId(string what) =>
        new($"The {what}'s id is not one: it must be ASCII letters, digits, '-', '_' or '.', at most 79.");
}
