using JudgeHost.Settings;

namespace JudgeHost.Hosting;

/// <summary>What every role's application has: configuration, logs of one line, its port, a bounded stop.</summary>
internal static class JudgeBuilder
{
    public static WebApplicationBuilder Create(IReadOnlyList<string> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. settings], ContentRootPath = ContentRoot.Find() });

        // Why a host does not start is told by JudgeProgram, in a line; the host's own report of it is the same with a stack trace.
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Listens on one port: on every address, or only on this machine's own; during development, when the doctor lets everybody in, always so.</summary>
    public static WebApplicationBuilder ListenOn(this WebApplicationBuilder builder, int port, bool loopbackOnly = false)
    {
        // The ports are JudgeHost's settings; what the environment says for web hosts in general is put aside.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "").UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (!loopbackOnly && !builder.Environment.IsDevelopment()) kestrel.ListenAnyIP(port);
            else if (port == 0) kestrel.Listen(System.Net.IPAddress.Loopback, port);
            else kestrel.ListenLocalhost(port);
        });
        return builder;
    }

    public static JudgeSettings ReadSettings(this WebApplicationBuilder builder, JudgeRole role)
    {
        var settings = JudgeSettingsFactory.Read(builder.Configuration, builder.Environment.ContentRootPath, role);
        builder.Services.AddSingleton(settings);
        return settings;
    }
}
