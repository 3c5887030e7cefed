using LiveSubmissions.Contracts.Faces;
using LiveSubmissions.Contracts.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class WebSocketV1FaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new WebSocketFace(WireClient.V1);

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new WebSocketFace(WireClient.V1);
    }
}
