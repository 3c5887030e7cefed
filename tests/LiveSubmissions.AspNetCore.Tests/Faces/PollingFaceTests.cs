using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class PollingFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new PollingFace();

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new PollingFace();
    }
}
