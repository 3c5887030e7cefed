using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

public sealed class PollingFaceTests : PositionedFaceContract
{
    protected override Face Face { get; } = new PollingFace();

    /// <summary>Of a poll that has just come. One that waits is answered as if its time were up, and the next finds nobody.</summary>
    protected override int? CodeOfAStoppingHost => 1001;

    protected override bool MayLoseTheStop => true;

    public sealed class FurtherGroup : FurtherGroupContract
    {
        protected override Face Face { get; } = new PollingFace();
    }
}
