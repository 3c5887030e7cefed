using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class WebSocketPlainFaceTests : ResumingFaceContract
{
    protected override Face Face { get; } = new WebSocketFace(subprotocol: null);

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new WebSocketFace(subprotocol: null);
    }
}
