using JudgeHost.Settings;

namespace JudgeHost.Hosting;

/// <summary>The arguments: a role, an address to probe, or settings for the configuration (<c>--Judge:PagePort=9001</c>).</summary>
internal sealed record CommandLine(JudgeRole Role, string? ProbeUrl, bool Help, IReadOnlyList<string> Settings)
{
    public const string Usage = """
        JudgeHost: upload predictions, and follow their evaluation live.

          --role all|backend|worker|page   what this process does; default: all, in one process
          --probe URL                      request URL and exit with 0 if the status is a success, else 1; for health checks
          --Judge:NAME=VALUE               a setting, such as --Judge:PagePort=9001; see samples/JudgeHost/README.md

        In the environment: CHANNEL_LAYER_REDIS_URL, QUEUE_REDIS_URL; JUDGE_METRICS=prometheus (serves /metrics), JUDGE_OTLP_ENDPOINT (sends metrics,
        traces and logs to a collector); ASPNETCORE_ENVIRONMENT=Development (opens /live-submissions/doctor, which names a broken hop and its fix).
        """;

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var parsed = new CommandLine(JudgeRole.All, null, false, []);
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            switch (name)
            {
                case "--help" or "-h":
                    parsed = parsed with { Help = true };
                    break;
                case "--role":
                    parsed = parsed with { Role = RoleFrom(value ?? Next(args, ref i)) };
                    break;
                case "--probe":
                    parsed = parsed with { ProbeUrl = value ?? Next(args, ref i) };
                    break;
                case not null when IsSetting(name):
                    settings.Add($"{name}={value ?? Next(args, ref i)}");
                    break;
                default:
                    throw new StartException($"'{args[i]}' is not an argument of JudgeHost. Ask for --help.");
            }
        }

        return parsed with { Settings = settings };
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("--Judge:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase);

    private static (string Name, string? Value) Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
    }

    private static string Next(IReadOnlyList<string> args, ref int i)
    {
        var name = args[i];
        return ++i < args.Count ? args[i] : throw new StartException($"{name} needs a value after it. Ask for --help.");
    }

    private static JudgeRole RoleFrom(string name) => Roles.ByName.TryGetValue(name, out var role)
        ? role
        : throw new StartException($"'{name}' is not a role. Use --role {string.Join(", ", Roles.ByName.Keys.SkipLast(1))} or {Roles.ByName.Keys.Last()}.");
}
