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

    public Uri SocketOverHttp => server.SocketOverHttp(request.TriedProblem);

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
