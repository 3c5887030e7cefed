using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class SseFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new SseFace();

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new SseFace();
    }
}
