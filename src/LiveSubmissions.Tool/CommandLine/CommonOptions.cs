using System.CommandLine;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public const string RedisSetting = "CHANNEL_LAYER_REDIS_URL";

    public static Option<string?> Redis() => new("--redis")
    {
        Description = $"The application's Redis, redis://[user][:password@]host[:port][/database]. Default: the environment's {RedisSetting}.",
        HelpName = "URL",
    };

    public static Option<string?> KeyPrefix() => new("--key-prefix")
    {
        Description = "RedisTransportOptions.KeyPrefix, if the application changes it.",
        HelpName = "PREFIX",
    };

    public static Option<string?> Problem(string description) => new("--problem") { Description = description, HelpName = "ID" };

    public static Option<string[]> Groups(string description) => new("--group") { Description = description, HelpName = "NAME" };

    /// <exception cref="WrongUsageException">A name is not valid for a group.</exception>
    public static IReadOnlyList<SubmissionGroup> ParseGroups(string[]? names) => [.. (names ?? []).Select(static name =>
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

    /// <summary>The Redis URL: from the option, else from the environment. It may be blank; <see langword="null"/> if there is neither.</summary>
    public static string? RedisUrlFrom(ParseResult call, Option<string?> option) =>
        call.GetResult(option) is null ? Environment.GetEnvironmentVariable(RedisSetting) : call.GetValue(option) ?? "";

    public static ProblemId ParseProblem(string text) => ProblemId.TryParse(text, out var id)
        ? long.TryParse(text, out var number) && number.ToString(System.Globalization.CultureInfo.InvariantCulture) == text ? number : id
        : throw NoId("problem");

    public static SubmissionId ParseSubmission(string text) => SubmissionId.TryParse(text, out var id)
        ? long.TryParse(text, out var number) && number.ToString(System.Globalization.CultureInfo.InvariantCulture) == text ? number : id
        : throw NoId("submission");

    /// <exception cref="WrongUsageException">A header is not valid. The message does not cite it, since it may contain a secret.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ParseHeaders(string[]? headers) =>
    [
        .. (headers ?? []).Select(static header => header.Split(':', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name.Trim(), value.Trim())
            : throw new WrongUsageException("A --header has no colon. Write it as 'Name: value'.")),
    ];

    private static WrongUsageException NoId(string what) =>
        new($"The {what}'s id is not valid. Use ASCII letters, digits, '-', '_' and '.'; at most 79 characters.");
}

/// <summary>The tool was called in a wrong way. The message says how to call it, and contains no secret.</summary>
internal sealed class WrongUsageException(string message) : Exception(message);
