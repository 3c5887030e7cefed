using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions;

/// <summary>What <c>AddLiveSubmissions()</c> returns, for other packages to add to.</summary>
public interface ILiveSubmissionsBuilder
{
    /// <summary>The service collection.</summary>
    IServiceCollection Services { get; }
}
