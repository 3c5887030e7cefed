using JudgeHost.Settings;

namespace JudgeHost.Hosting;

/// <summary>What the applications of all roles have: configuration, log lines, a port, and a time limit for stopping.</summary>
internal static class JudgeBuilder
{
    public static WebApplicationBuilder Create(IReadOnlyList<string> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. settings], ContentRootPath = ContentRoot.Find() });

        // JudgeProgram prints in one line why a host does not start. The host's own log line is the same with a stack trace.
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Listens on one port, on all addresses or on loopback only. In development it is always loopback, since the doctor is open to everybody then.</summary>
    public static WebApplicationBuilder ListenOn(this WebApplicationBuilder builder, int port, bool loopbackOnly = false)
    {
        // The ports come from JudgeHost's settings alone: ASPNETCORE_URLS and the like are ignored.
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

/// <summary>
/// The folder of the pages and data sets: the project's folder if <c>dotnet run</c> starts there (so that an edited page is served at once), else the
/// program's folder.
/// </summary>
internal static class ContentRoot
{
    public static string Find()
    {
        var current = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(current, "JudgeHost.csproj")) ? current : AppContext.BaseDirectory;
    }
}
