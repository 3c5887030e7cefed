using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis.Tests;

public sealed class RedisTransportOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.True(Validate(_ => { }).Succeeded);

    [Fact]
    public void Every_error_is_reported_at_once_with_the_setting_the_value_and_the_mend()
    {
        var result = Validate(options =>
        {
            options.Url = "redis://:S3cret@redis:port";
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
                "RedisTransportOptions.Url: CHANNEL_LAYER_REDIS_URL is not a Redis URL",
                "RedisTransportOptions.KeyPrefix is '{a}': use 1 to 100",
                "RedisTransportOptions.AttemptTimeout is 00:02:00: set it to 00:00:00.0500000 at least and 00:01:00 at most.",
                "RedisTransportOptions.ReplicaAcknowledgements is 11: set it to 0 at least and 10 at most.",
                "RedisTransportOptions.ReplicaTimeout is 00:03:00: set it to 00:00:00.0100000 at least and 00:00:30 at most.",
                "RedisTransportOptions.ReplicaTimeout is 00:03:00: set it below AttemptTimeout, which is 00:02:00",
                "RedisTransportOptions.RetryCount is 11: set it to 0 at least and 10 at most.",
                "RedisTransportOptions.RetryDelay is 00:00:00:",
                "RedisTransportOptions.BreakerFailureRatio is NaN:",
                "RedisTransportOptions.BreakerMinimumTries is 1:",
                "RedisTransportOptions.BreakerSamplingPeriod is 00:00:00.0010000:",
                "RedisTransportOptions.BreakDuration is 01:00:00:",
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
