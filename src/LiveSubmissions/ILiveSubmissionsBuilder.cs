using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions;

/// <summary>The return value of <c>AddLiveSubmissions()</c>. Other packages, such as the Redis transport, add their services with it.</summary>
public interface ILiveSubmissionsBuilder
{
    /// <summary>The service collection.</summary>
    IServiceCollection Services { get; }
}
