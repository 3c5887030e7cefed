using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>An endpoint and somebody who speaks it.</summary>
/// <param name="Name">As the test's row says it.</param>
/// <param name="OpenAsync">Comes to an address, for a problem, with a position.</param>
internal sealed record ClientKind(string Name, Func<Uri, string, string, Task<EndpointClient>> OpenAsync)
{
    /// <summary>Whether it comes back without being told to.</summary>
    public bool ReturnsByItself { get; init; }

    /// <summary>Whether it is told where it stands; one that is not asks for everything.</summary>
    public bool KnowsPosition { get; init; } = true;

    /// <summary>Whether it is told of revisions.</summary>
    public bool KnowsRevision { get; init; } = true;

    /// <summary>The endpoint that it says it uses, if it has a choice.</summary>
    public string? ReportedEndpoint { get; init; }

    public override string ToString() => Name;
}
