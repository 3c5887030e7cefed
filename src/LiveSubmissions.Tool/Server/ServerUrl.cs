using System.Text.RegularExpressions;
using LiveSubmissions.Tool.CommandLine;

namespace LiveSubmissions.Tool.Server;

/// <summary>A server's address. If it is the address of an endpoint, it also names what to follow.</summary>
internal sealed partial class ServerUrl
{
    private readonly Uri _root;

    private ServerUrl(Uri root, string? problem, string? submission, string? group)
    {
        _root = root;
        Problem = problem;
        Submission = submission;
        Group = group;
    }

    /// <summary>The problem that the address names.</summary>
    public string? Problem { get; }

    /// <summary>The submission that the address names.</summary>
    public string? Submission { get; }

    /// <summary>
    /// The path of an additional group's address, as the application gave it to <c>MapSubmissionGroup</c>: <c>users/7/submissions</c>. <see langword="null"/>
    /// for a problem's address.
    /// </summary>
    public string? Group { get; }

    public string HostAndPort => $"{_root.Host}:{_root.Port}";

    /// <summary>Reads the address of an endpoint or of the whole application.</summary>
    /// <exception cref="WrongUsageException">It is not such an address. The message does not cite it, since it may contain a password.</exception>
    public static ServerUrl Parse(string text, string option)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || Scheme(url.Scheme) is not { } scheme)
        {
            throw new WrongUsageException($"{option} is not the address of a server. Write it as http://localhost:8100 or ws://localhost:8100/ws/problems/1/submissions/");
        }

        if (url.UserInfo.Length > 0) throw new WrongUsageException($"{option} has a user or password in it. Give them with --header 'Authorization: …'.");
        var path = ProblemPath().Match(url.AbsolutePath) is { Success: true } problem ? problem : GroupPath().Match(url.AbsolutePath);
        var root = new UriBuilder(scheme, url.Host, url.Port, path.Success ? url.AbsolutePath[..path.Index] + "/" : url.AbsolutePath.TrimEnd('/') + "/").Uri;
        return new ServerUrl(root, Named("problem"), Named("submission"), path.Groups["group"] is { Success: true } group ? group.Value : null);

        string? Named(string name) => path.Groups[name] is { Success: true } found ? Uri.UnescapeDataString(found.Value) : null;
    }

    /// <summary>The path to follow: all submissions of a problem, or one of them.</summary>
    public static string View(string problem, string? submission = null) =>
        $"problems/{Uri.EscapeDataString(problem)}/submissions{(submission is null ? "" : "/" + Uri.EscapeDataString(submission))}";

    /// <summary>The WebSocket's address for a path to follow, with http or https.</summary>
    public Uri SocketOverHttp(string view) => new(_root, $"ws/{view}/");

    /// <summary>The WebSocket's address for a path to follow.</summary>
    public Uri Socket(string view)
    {
        var http = SocketOverHttp(view);
        return new UriBuilder(http) { Scheme = http.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;
    }

    /// <summary>The event stream's address for a path to follow.</summary>
    public Uri Events(string view) => new(_root, $"sse/{view}/");

    /// <summary>The address at which a host in development accepts a manual broadcast.</summary>
    public Uri Broadcast() => new(_root, "live-submissions/broadcast");

    public override string ToString() => _root.ToString();

    private static string? Scheme(string scheme) => scheme switch
    {
        "http" or "ws" => "http",
        "https" or "wss" => "https",
        _ => null,
    };

    [GeneratedRegex("/(ws|sse)/problems/(?<problem>[^/]+)/submissions(/(?<submission>[^/]+))?/?$")]
    private static partial Regex ProblemPath();

    [GeneratedRegex("/(ws|sse)/(?<group>.*[^/])/?$")]
    private static partial Regex GroupPath();
}
