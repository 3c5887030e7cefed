using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>
/// Says in every answer of an endpoint which process gave it: whoever asks the processes of a Redis database how they are finds out whether it is among them.
/// </summary>
internal sealed class NodeHeader(NodeIdentity identity)
{
    public const string Name = "X-LiveSubmissions-Node";

    public void AddTo(HttpResponse response) => response.Headers[Name] = identity.Id;
}
