using System.Globalization;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>A script of tests/clients: it is given a URL, a position and what else it wants, and prints one message a line.</summary>
internal sealed class NodeClient : ProcessClient
{
    /// <summary>Which Node; that of the path unless told.</summary>
    private static readonly string Command = Environment.GetEnvironmentVariable("LIVE_SUBMISSIONS_NODE") is { Length: > 0 } path ? path : "node";

    private NodeClient(IEnumerable<string> arguments)
        : base(Command, arguments, NodePackages.Folder)
    {
    }

    /// <param name="script">The script's name.</param>
    /// <param name="path">What it connects to; <c>{0}</c> is the problem.</param>
    /// <param name="arguments">What it is given after the position; <c>{0}</c> is the problem.</param>
    public static Func<Uri, string, string, Task<EndpointClient>> For(string script, string path, params string[] arguments) => async (address, problem, since) =>
    {
        await NodePackages.InstalledAsync();
        string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, problem);

        // Before Node 22 a WebSocket has to be asked for.
        return new NodeClient(
            ["--experimental-websocket", "--no-warnings", script, new Uri(address, Filled(path)).ToString(), since, .. arguments.Select(Filled)]);
    };

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken) =>
        Parse(await ReadLineAsync(cancellationToken) ?? throw await EndedAsync(cancellationToken));
}
