using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Polling;
using LiveSubmissions.AspNetCore.Tests.ServerSentEvents;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.Access;

/// <summary>The application's callbacks get services as its own endpoints do.</summary>
public sealed class CallbackScopeTests
{
    [Fact]
    public async Task Checks_of_every_endpoint_can_have_scoped_services_which_end_with_the_connection()
    {
        var used = new List<Database>();
        await using (var web = await WebSide.StartAsync(
            add: live => live.AddAccess((http, _, _) => ValueTask.FromResult(Use(http, used))),
            build: static builder =>
            {
                // As a host does in Development.
                builder.Host.UseDefaultServiceProvider(static options => options.ValidateScopes = true);
                builder.Services.AddScoped<Database>();
            },
            map: app =>
            {
                app.MapLiveSubmissions();
                app.MapSubmissionGroup("users/{userId}/submissions", (http, _) =>
                {
                    Use(http, used);
                    return ValueTask.FromResult<GroupAccess>(new SubmissionGroup("user_submissions_7"));
                });
            }))
        {
            await using var socket = await web.ConnectAsync(WireClient.V1);
            Assert.Contains("hello", await socket.ReceiveAsync(), StringComparison.Ordinal);
            await using var stream = await EventStream.OpenAsync(web.Events());
            Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("hello", (await Poller.AskAsync(web.Changes())).Types.First());
            await Poller.AskAsync(new Uri(web.Address, "/users/7/submissions/changes"));
            Assert.Equal(4, used.Distinct().Count());
        }

        await Eventually.TrueAsync(() => used.TrueForAll(static database => database.IsDisposed), "each is disposed");
    }

    [Fact]
    public async Task Whatever_the_container_owns_can_be_disposed_without_waiting()
    {
        IServiceCollection services = null!;
        await using var web = await WebSide.StartAsync(build: builder => services = builder.Services);
        var ours = services.Where(static service => service is { Lifetime: ServiceLifetime.Singleton, ServiceType.IsGenericTypeDefinition: false, ServiceType.Assembly: var assembly }
                && assembly.GetName().Name!.StartsWith("LiveSubmissions", StringComparison.Ordinal))
            .SelectMany(service => web.App.Services.GetServices(service.ServiceType)).OfType<object>().ToList();

        Assert.True(ours.Count > 20, $"Only {ours.Count} were found.");
        Assert.All(ours, static service => Assert.True(service is not IAsyncDisposable or IDisposable, $"{service.GetType()} can be disposed asynchronously only."));
    }

    private static SubmissionAccess Use(HttpContext http, List<Database> used)
    {
        lock (used) used.Add(http.RequestServices.GetRequiredService<Database>());
        return SubmissionAccess.Allowed;
    }

    private sealed class Database : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
