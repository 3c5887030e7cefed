using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SignalRJsonFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new SignalRFace(messagePack: false);
}
