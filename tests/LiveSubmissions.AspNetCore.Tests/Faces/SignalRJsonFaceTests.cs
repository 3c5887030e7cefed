using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SignalRJsonFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new SignalRFace(messagePack: false);

    /// <summary>SignalR cuts its connections itself; that a stream ends with the code before, EndTests prove.</summary>
    protected override bool MayLoseTheStop => true;
}
