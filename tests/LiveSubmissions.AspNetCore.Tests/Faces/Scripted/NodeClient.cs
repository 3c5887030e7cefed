using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces.Scripted;

/// <summary>A script of tests/clients: it is given a URL, a position and what else it wants, and prints one message a line.</summary>
internal sealed class NodeClient : ProcessClient
{
    /// <summary>Which Node; that of the path unless told.</summary>
    private static readonly string Command = Environment.GetEnvironmentVariable("LIVE_SUBMISSIONS_NODE") is { Length: > 0 } path ? path : "node";

    private NodeClient(IEnumerable<string> arguments)
        : base(Command, arguments, Scripts())
    {
    }

    /// <param name="script">The script's name.</param>
    /// <param name="path">What it connects to; <c>{0}</c> is the problem.</param>
    /// <param name="arguments">What it is given after the position; <c>{0}</c> is the problem.</param>
    public static Func<Uri, string, string, Task<FaceClient>> Of(string script, string path, params string[] arguments) => (address, problem, since) =>
    {
        Assert.True(Directory.Exists(Path.Combine(Scripts(), "node_modules")), "The clients' packages are missing. Run tests/clients/install.sh first.");
        string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, problem);

        // Before Node 22 a WebSocket has to be asked for.
        return Task.FromResult<FaceClient>(new NodeClient(
            ["--experimental-websocket", "--no-warnings", script, new Uri(address, Filled(path)).ToString(), since, .. arguments.Select(Filled)]));
    };

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancel) =>
        Parse(await ReadLineAsync(cancel) ?? throw await EndedAsync(cancel));

    private static string Scripts([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../clients"));
}
