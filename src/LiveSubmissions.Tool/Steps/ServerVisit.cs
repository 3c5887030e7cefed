using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>What the steps of a URL share: the server, and the results of earlier steps.</summary>
internal sealed class ServerVisit(DoctorRequest request, ServerUrl server) : IAsyncDisposable
{
    public DoctorRequest Request => request;

    public ServerUrl Server => server;

    public ServerRequests Http { get; } = new(request.Headers);

    /// <summary>The path to follow: the additional group that the address names, else a problem.</summary>
    public string View => server.Group ?? ServerUrl.View(request.TriedProblem);

    /// <summary>The same, for a sentence.</summary>
    public string What => server.Group is { } group ? $"'{group}'" : $"problem {request.TriedProblem}";

    /// <summary>The groups to which the test update is sent, for a sentence.</summary>
    public string Target => request.Group is { } group ? $"problem {request.TriedProblem} and {group}" : $"problem {request.TriedProblem}";

    /// <summary>The code in the web app that decides who may follow it, for a sentence.</summary>
    public string Check => server.Group is null ? "the check that was given to AddAccess" : "the function that was given to MapSubmissionGroup";

    public Uri SocketOverHttp => server.SocketOverHttp(View);

    /// <summary>
    /// An address with an invalid id: the server accepts the WebSocket and closes it at once (4400). With a valid id it would wait for the log first, which
    /// another step checks. For an additional group it is the group's own address, since the application defines what an invalid id is there.
    /// </summary>
    public Uri UpgradeOverHttp => server.SocketOverHttp(server.Group ?? ServerUrl.View("~"));

    /// <summary>The id of the node that answered, if the response has it.</summary>
    public string? Node { get; set; }

    /// <summary>The open socket. <see cref="First"/> is the first message on it.</summary>
    public ServerSocket? Socket { get; set; }

    public ServerMessage? First { get; set; }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Socket is { } socket) await socket.DisposeAsync().ConfigureAwait(false);
    }
}
