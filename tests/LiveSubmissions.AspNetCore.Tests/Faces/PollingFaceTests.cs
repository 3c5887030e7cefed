using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class PollingFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new PollingFace();

    /// <summary>A poll that waits is answered as if its time were up; the next finds nobody.</summary>
    protected override int? CodeOfAStoppingHost => null;

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new PollingFace();
    }
}
