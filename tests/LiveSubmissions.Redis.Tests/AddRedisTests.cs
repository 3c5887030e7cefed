using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Registration;
using LiveSubmissions.TestKit;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis.Tests;

public sealed class AddRedisTests
{
    [Fact]
    public async Task The_transport_takes_the_place_of_the_one_in_memory()
    {
        await using var services = Build(builder => builder.AddRedis("redis://:secret@nowhere.invalid:6379/2"));

        var transport = Assert.Single(services.GetServices<ISubmissionTransport>());

        Assert.True(transport.IsConfigured);
        Assert.Equal("Redis at nowhere.invalid:6379, database 2", transport.Description);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_blank_url_is_not_configured_and_says_what_to_set(string? url)
    {
        var configuration = new ConfigurationManager { ["Redis:Url"] = url };
        await using var services = Build(builder => builder.AddRedis(configuration["Redis:Url"]));
        var transport = services.GetRequiredService<ISubmissionTransport>();

        Assert.False(transport.IsConfigured);
        Assert.Equal("Redis, not configured: Redis:Url is blank", transport.Description);
        var group = new SubmissionGroup("problem_submissions_1");
        var calls = new Func<Task>[]
        {
            async () => await transport.AppendAsync(group, SampleEntry.Create(1), 0, default),
            async () => await transport.ReadAsync(group, default, 1, default),
            async () => await transport.ReadEndsAsync([group], default),
            async () => await transport.FenceAsync(group, "epoch", default),
            async () => await transport.ListenAsync(group, new RecordingListener(), default),
        };
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<SubmissionTransportException>(call);
            Assert.StartsWith("Set Redis:Url, for instance to redis://redis:6379/2, and restart", failure.Fix, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_malformed_url_is_named_by_the_setting_that_the_application_reads_and_not_shown()
    {
        var configuration = new ConfigurationManager { ["Redis:Url"] = "redis://:S3cret@redis:port" };
        await using var services = Build(builder => builder.AddRedis(configuration["Redis:Url"]));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ISubmissionTransport>());

        Assert.StartsWith("Redis:Url is not a Redis URL that can be used: ", Assert.Single(error.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("builder.Configuration[\"CHANNEL_LAYER_REDIS_URL\"]", "CHANNEL_LAYER_REDIS_URL")]
    [InlineData("configuration[\"Redis:Url\"]!", "Redis:Url")]
    [InlineData("builder.Configuration.GetValue<string>(\"Redis:Url\")", "Redis:Url")]
    [InlineData("builder.Configuration.GetConnectionString(\"redis\")", "ConnectionStrings:redis")]
    [InlineData("Environment.GetEnvironmentVariable(\"REDIS_URL\")", "REDIS_URL")]
    [InlineData("settings.RedisUrl", "the URL given to AddRedis")]
    [InlineData("\"redis://:S3cret@redis:6379/2\"", "the URL given to AddRedis")]
    [InlineData("$\"redis://:{S3cret}@redis\"", "the URL given to AddRedis")]
    [InlineData("builder.Configuration[\"Redis:Url\"] ?? \"redis,password=S3cret\"", "the URL given to AddRedis")]
    [InlineData("Unprotect(\"S3cret\")", "the URL given to AddRedis")]
    [InlineData(null, "the URL given to AddRedis")]
    public void Only_a_key_that_is_read_is_cited_of_the_argument(string? expression, string setting) => Assert.Equal(setting, UrlSettingName.From(expression));

    [Fact]
    public async Task Settings_are_validated_when_the_host_starts_and_do_not_show_the_url()
    {
        await using var services = Build(builder => builder.AddRedis(options => (options.Url, options.RetryCount) = ("redis://:S3cret@redis:port", -1)));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(2, error.Failures.Count());
        Assert.DoesNotContain("S3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_is_not_disposed_asynchronously_can_be_disposed()
    {
        var services = Build(builder => builder.AddRedis("redis://nowhere.invalid"));
        _ = services.GetRequiredService<ISubmissionTransport>();

        services.Dispose();
    }

    [Fact]
    public async Task The_clients_configuration_can_be_changed_last()
    {
        StackExchange.Redis.ConfigurationOptions? seen = null;
        await using var services = Build(builder => builder.AddRedis(options =>
        {
            options.Url = $"redis://127.0.0.1:{FreePort.Next()}?keepAlive=33";
            options.RetryCount = 0;
            options.ConfigureClient = configuration => seen = configuration;
        }));

        await Assert.ThrowsAsync<SubmissionTransportException>(
            async () => await services.GetRequiredService<ISubmissionTransport>().ReadAsync(new SubmissionGroup("a"), default, 1, default));

        Assert.Equal(33, seen!.KeepAlive);
        Assert.False(seen.AbortOnConnectFail);
        Assert.Equal(StackExchange.Redis.BacklogPolicy.FailFast, seen.BacklogPolicy);
        Assert.Equal(TimeSpan.FromMilliseconds(500), seen.HeartbeatInterval);
        Assert.True(seen.HeartbeatConsistencyChecks);
        Assert.Equal(1000, seen.AsyncTimeout);
    }

    private static ServiceProvider Build(Action<ILiveSubmissionsBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddLiveSubmissions());
        return services.BuildServiceProvider();
    }
}
