using LiveSubmissions;

namespace Microsoft.Extensions.DependencyInjection;

internal sealed class LiveSubmissionsBuilder(IServiceCollection services) : ILiveSubmissionsBuilder
{
    public IServiceCollection Services => services;
}
