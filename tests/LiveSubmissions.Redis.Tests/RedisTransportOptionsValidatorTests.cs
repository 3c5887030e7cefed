using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis.Tests;

public sealed class RedisTransportOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.True(Validate(_ => { }).Succeeded);

    [Fact]
    public void Every_error_is_reported_at_once_with_the_setting_the_value_and_the_fix()
    {
        var result = Validate(options =>
        {
            options.Url = "redis://:S3cret@redis:port";
            options.UrlSetting = "Redis:Url";
            options.KeyPrefix = "{a}";
            options.AttemptTimeout = TimeSpan.FromMinutes(2);
            options.ReplicaAcknowledgements = 11;
            options.ReplicaTimeout = TimeSpan.FromMinutes(3);
            options.RetryCount = 11;
            options.RetryDelay = TimeSpan.Zero;
            options.BreakerFailureRatio = double.NaN;
            options.BreakerMinimumTries = 1;
            options.BreakerSamplingPeriod = TimeSpan.FromMilliseconds(1);
            options.BreakDuration = TimeSpan.FromHours(1);
        });

        Assert.Equal(
            [
                "Redis:Url is not a Redis URL that can be used: ",
                "RedisTransportOptions.KeyPrefix is '{a}'. Use 1 to 100",
                "RedisTransportOptions.AttemptTimeout is 00:02:00. Set it to 50 ms at least and 1 minute at most.",
                "RedisTransportOptions.ReplicaAcknowledgements is 11. Set it to 0 at least and 10 at most.",
                "RedisTransportOptions.ReplicaTimeout is 00:03:00. Set it to 10 ms at least and 30 s at most.",
                "RedisTransportOptions.ReplicaTimeout is 00:03:00. Set it below RedisTransportOptions.AttemptTimeout, which is 00:02:00",
                "RedisTransportOptions.RetryCount is 11. Set it to 0 at least and 10 at most.",
                "RedisTransportOptions.RetryDelay is 00:00:00. Set it to 1 ms at least and 10 s at most.",
                "RedisTransportOptions.BreakerFailureRatio is NaN. Set it above 0 and to 1 at most.",
                "RedisTransportOptions.BreakerMinimumTries is 1. Set it to 2 at least and 10000 at most.",
                "RedisTransportOptions.BreakerSamplingPeriod is 00:00:00.0010000. Set it to 500 ms at least and 10 minutes at most.",
                "RedisTransportOptions.BreakDuration is 01:00:00. Set it to 500 ms at least and 1 minute at most.",
            ],
            result.Failures!,
            (expected, actual) => actual.StartsWith(expected, StringComparison.Ordinal));
        Assert.DoesNotContain("S3cret", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_URL_that_is_given_as_the_prefix_is_not_shown() => Assert.DoesNotContain(
        "S3cret", Assert.Single(Validate(static options => options.KeyPrefix = "redis://:S3cret@redis").Failures!), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0)]
    public void The_ends_of_a_range_are_in_it(double ratio) => Assert.True(Validate(options =>
    {
        options.KeyPrefix = new string('x', 100);
        options.BreakerFailureRatio = ratio;
        options.RetryCount = 0;
        options.AttemptTimeout = TimeSpan.FromMilliseconds(50);
    }).Succeeded);

    private static ValidateOptionsResult Validate(Action<RedisTransportOptions> configure)
    {
        var options = new RedisTransportOptions();
        configure(options);
        return new RedisTransportOptionsValidator().Validate(null, options);
    }
}
