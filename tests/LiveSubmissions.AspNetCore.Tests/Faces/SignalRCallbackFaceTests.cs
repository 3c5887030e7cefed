using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SignalRCallbackFaceTests : FaceContract
{
    protected override Face Face { get; } = new SignalRCallbackFace();

    /// <summary>The connection, which the client may have for other things too, is closed by SignalR.</summary>
    protected override int? CodeOfAStoppingHost => null;
}
