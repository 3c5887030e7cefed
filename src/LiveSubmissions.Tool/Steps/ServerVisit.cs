using LiveSubmissions.Tool.Doctor;
using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>What the steps of a URL share: whom they ask, and what those before found out.</summary>
internal sealed class ServerVisit(DoctorRequest request, ServerUrl server) : IAsyncDisposable
{
    public DoctorRequest Request => request;

    public ServerUrl Server => server;

    public ServerRequests Http { get; } = new(request.Headers);

    /// <summary>What is followed: the additional group that the address names, else a problem.</summary>
    public string View => server.Group ?? ServerUrl.View(request.TriedProblem);

    /// <summary>The same in a sentence.</summary>
    public string What => server.Group is { } group ? $"'{group}'" : $"problem {request.TriedProblem}";

    /// <summary>Where an update goes that is sent to see whether it arrives.</summary>
    public string Target => request.Group is { } group ? $"problem {request.TriedProblem} and {group}" : $"problem {request.TriedProblem}";

    /// <summary>What decides in the web app who may follow it.</summary>
    public string Check => server.Group is null ? "the check that was given to AddAccess" : "the function that was given to MapSubmissionGroup";

    public Uri SocketOverHttp => server.SocketOverHttp(View);

    /// <summary>
    /// An address at which a WebSocket is accepted and closed at once, because the id is none (4400): what is let in waits for its log first, and that is another
    /// step's matter. An additional group's address is the application's own, and knows no such id.
    /// </summary>
    public Uri UpgradeOverHttp => server.SocketOverHttp(server.Group ?? ServerUrl.View("~"));

    /// <summary>The id of the node that answered, if it named itself.</summary>
    public string? Node { get; set; }

    /// <summary>The socket that was let in, and the first message on it.</summary>
    public ServerSocket? Socket { get; set; }

    public ServerMessage? First { get; set; }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Socket is { } socket) await socket.DisposeAsync().ConfigureAwait(false);
    }
}
