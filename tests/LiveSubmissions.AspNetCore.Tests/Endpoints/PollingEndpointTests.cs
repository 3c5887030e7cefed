using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class PollingEndpointTests : PositionedEndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new PollingEndpoint();

    /// <summary>Of a poll that has just come. One that waits is answered as if its time were up, and the next finds nobody.</summary>
    protected override int? CodeOfAStoppingHost => 1001;

    protected override bool MayLoseTheStop => true;

    public sealed class AdditionalGroup : AdditionalGroupContract
    {
        protected override EndpointDriver Endpoint { get; } = new PollingEndpoint();
    }
}
