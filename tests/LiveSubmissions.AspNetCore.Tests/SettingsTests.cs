using System.Collections;
using System.Reflection;
using LiveSubmissions.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Tests;

/// <summary>Settings of all options classes: what is wrong is told at once, and all of it can stand in a configuration file.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Wrong =
    [
        "LiveSubmissionsOptions.Feed.HeartbeatInterval is 10.00:00:00. Set it to 100 ms at least and 5 minutes at most. In a configuration file a number alone means days: 10 seconds are 00:00:10.",
        "LiveSubmissionsOptions.TerminalStatuses has '', which is no status. Write each as it is broadcast, in one line of 64 characters at most, for instance wrong_answer.",
        "Redis:Url is not a Redis URL that can be used: it starts with neither redis:// nor rediss://.",
        "RedisTransportOptions.RetryCount is 99. Set it to 0 at least and 10 at most.",
        "WebEndpointsOptions.AllowedOrigins[0] is 'judge.example', which is not an origin.",
        "WebEndpointsOptions.CloseTimeout is 00:01:00. Set it to 100 ms at least and 30 s at most.",
    ];

    /// <param name="maps">Whether endpoints are mapped, which needs services; else the first to need one is a hosted service of the application's.</param>
    /// <param name="inMemory">Whether Redis is left out.</param>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task What_is_wrong_in_several_classes_is_told_at_once_whoever_needs_them_first(bool maps, bool inMemory)
    {
        var builder = Builder(new()
        {
            ["Live:Feed:HeartbeatInterval"] = "10",
            ["Live:TerminalStatuses:0"] = " ",
            ["Redis:Url"] = "http://:s3cret@redis:6379",
            ["Redis:RetryCount"] = "99",
            ["Web:AllowedOrigins:0"] = "judge.example",
            ["Web:CloseTimeout"] = "00:01:00",
        });
        builder.Services.AddHostedService<Worker>();
        builder.Services.Configure<LiveSubmissionsOptions>(builder.Configuration.GetSection("Live"));
        builder.Services.Configure<RedisTransportOptions>(builder.Configuration.GetSection("Redis"));
        builder.Services.Configure<WebEndpointsOptions>(builder.Configuration.GetSection("Web"));
        var live = builder.Services.AddLiveSubmissions().AddWebEndpoints();
        if (!inMemory) live.AddRedis(builder.Configuration["Redis:Url"]);
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            if (maps) app.MapLiveSubmissions();
            await app.StartAsync();
        });

        var expected = inMemory ? [.. Wrong[..2], .. Wrong[4..]] : Wrong;
        Assert.Equal(expected.Order(StringComparer.Ordinal), error.Failures.Order(StringComparer.Ordinal), static (start, text) => text.StartsWith(start, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_checks_without_the_library_do_not_start_and_say_what_to_call()
    {
        var builder = Builder([]);
        builder.Services.AddHealthChecks().AddLiveSubmissions();
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains("Call builder.Services.AddLiveSubmissions()", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            error.Message, Assert.Throws<OptionsValidationException>(app.Services.GetRequiredService<HealthCheckService>).Message);
    }

    [Fact]
    public void A_configuration_file_adds_to_the_terminal_statuses()
    {
        var options = Bound<LiveSubmissionsOptions>(new() { ["TerminalStatuses:0"] = "wrong_answer", ["TerminalStatuses:1"] = "accepted" });

        Assert.Equal(["accepted", "cancelled", "failed", "rejected", "wrong_answer"], options.TerminalStatuses.Select(static status => status.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_can_stand_in_a_configuration_file()
    {
        AssertBinds<LiveSubmissionsOptions>();
        AssertBinds<RedisTransportOptions>();
        AssertBinds<WebEndpointsOptions>();
    }

    private static void AssertBinds<TOptions>()
        where TOptions : class, new()
    {
        var written = new Dictionary<string, string?>();
        Write(new TOptions(), "", written);

        var bound = new Dictionary<string, string?>();
        Read(Bound<TOptions>(written), "", bound);

        Assert.NotEmpty(written);
        Assert.Equal(written.OrderBy(static pair => pair.Key), bound.Where(pair => written.ContainsKey(pair.Key)).OrderBy(static pair => pair.Key));
    }

    private static TOptions Bound<TOptions>(Dictionary<string, string?> settings)
        where TOptions : class
    {
        var services = new ServiceCollection();
        services.Configure<TOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), static binder => binder.ErrorOnUnknownConfiguration = true);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<TOptions>>().Value;
    }

    /// <summary>Gives every property a value that is not its default.</summary>
    private static void Write(object options, string path, Dictionary<string, string?> into)
    {
        foreach (var property in Properties(options))
        {
            var value = property.GetValue(options);
            if (value is IEnumerable and not string) into[$"{path}{property.Name}:0"] = "one_more";
            else if (property.PropertyType.Namespace == nameof(LiveSubmissions)) Write(value!, $"{path}{property.Name}:", into);
            else into[path + property.Name] = Another(property.PropertyType, value);
        }
    }

    private static void Read(object options, string path, Dictionary<string, string?> into)
    {
        foreach (var property in Properties(options))
        {
            var value = property.GetValue(options);
            if (value is IEnumerable list and not string) into[$"{path}{property.Name}:0"] = list.Cast<object>().Select(static item => item.ToString()).FirstOrDefault(static item => item == "one_more");
            else if (property.PropertyType.Namespace == nameof(LiveSubmissions)) Read(value!, $"{path}{property.Name}:", into);
            else into[path + property.Name] = FormattableString.Invariant($"{value}");
        }
    }

    private static string Another(Type type, object? value) =>
        type == typeof(TimeSpan) ? "00:00:07" : type == typeof(bool) ? "True" : type == typeof(double) ? "0.25" : type == typeof(string) ? "another" : FormattableString.Invariant($"{(int)value! + 1}");

    /// <summary>What code alone can give is no setting.</summary>
    private static IEnumerable<PropertyInfo> Properties(object options) =>
        options.GetType().GetProperties().Where(static property => !typeof(Delegate).IsAssignableFrom(property.PropertyType));

    private static WebApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }

    private sealed class Worker(ISubmissionBroadcaster broadcaster) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.FromResult(broadcaster);
    }
}
