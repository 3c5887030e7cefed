using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SignalRMessagePackFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new SignalRFace(messagePack: true);
}
