using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SignalRCallbackFaceTests : FaceContract
{
    protected override Face Face { get; } = new SignalRCallbackFace();
}
