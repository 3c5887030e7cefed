using LiveSubmissions.AspNetCore.Following;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Registration;

/// <summary>Applies conventions to several endpoints.</summary>
internal sealed class AllEndpoints(IReadOnlyList<IEndpointConventionBuilder> endpoints) : IEndpointConventionBuilder
{
    /// <summary>Must be called before endpoints are mapped.</summary>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static void CheckServices(IEndpointRouteBuilder endpoints, string caller)
    {
        SettingsCheck.Run(endpoints.ServiceProvider);
        if (endpoints.ServiceProvider.GetService<ClientFollower>() is not null) return;
        throw new InvalidOperationException(
            $"{caller}() needs services that are not registered. "
            + "Call builder.Services.AddLiveSubmissions().AddWebEndpoints() before the application is built.");
    }

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in endpoints) endpoint.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var endpoint in endpoints) endpoint.Finally(finallyConvention);
    }
}
