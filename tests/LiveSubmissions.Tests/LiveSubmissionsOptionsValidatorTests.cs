using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests;

public sealed class LiveSubmissionsOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.NotNull(Options(_ => { }));

    [Fact]
    public void Every_error_is_told_at_once_with_the_setting_the_value_and_the_fix()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Options(options =>
        {
            options.Broadcaster.MaxUpdateBytes = 10;
            options.Feed.RecheckInterval = TimeSpan.FromSeconds(-1);
            options.TerminalStatuses.Clear();
        }));

        Assert.Equal(
            [
                "LiveSubmissionsOptions.Broadcaster.MaxUpdateBytes is 10. Set it to 1024 at least and 1048576 at most.",
                "LiveSubmissionsOptions.Feed.RecheckInterval is -00:00:01. Set it to 100 ms at least and 2 minutes at most.",
                "LiveSubmissionsOptions.TerminalStatuses is empty. Add the statuses after which a submission changes no more, for instance accepted.",
            ],
            error.Failures);
    }

    [Fact]
    public void A_log_must_not_expire_between_two_looks_at_it()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Options(options =>
        {
            options.Retention.Period = TimeSpan.FromMinutes(1);
            options.Feed.RecheckInterval = TimeSpan.FromMinutes(1);
        }));

        Assert.Contains("could expire while it is watched", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    private static LiveSubmissionsOptions Options(Action<LiveSubmissionsOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<LiveSubmissionsOptions>>().Value;
    }
}
