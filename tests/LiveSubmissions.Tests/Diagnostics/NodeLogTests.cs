using LiveSubmissions.Transport;

namespace LiveSubmissions.Tests.Diagnostics;

public sealed class NodeLogTests : NodeLogContract
{
    protected override ISubmissionTransport Transport { get; } = NodeHost.NewTransport();
}
