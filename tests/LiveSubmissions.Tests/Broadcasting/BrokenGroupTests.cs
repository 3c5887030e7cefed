using LiveSubmissions.Contracts;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>Groups that do not work cost the others nothing.</summary>
public sealed class BrokenGroupTests
{
    private static readonly SubmissionTransportException Broken = new("The group is broken.", "None: it is what is tested.");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Copies_of_a_group_that_works_are_sent_though_others_fail(int broken)
    {
        await using var host = new CoreHost(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10));
        host.Transport.Origin = "first";
        await host.Broadcaster.BroadcastAsync(99, 1, "accepted", revision: 3);
        host.Transport.BeforeAppend = static (entry, _, _) => entry.Problem == 99 ? default : throw Broken;
        for (var problem = 1; problem <= broken; problem++) await host.Broadcaster.BroadcastAsync(problem, 1, "accepted", revision: 1);
        host.Transport.Inner = host.NewLog();

        host.Transport.RaiseRestored();

        await Eventually.TrueAsync(
            async () => (await host.Transport.Inner.ReadAsync(new SubmissionGroup("problem_submissions_99"), default, 10, default)).Entries.Count == 1,
            "the log that works has its copy");
    }

    [Fact]
    public async Task A_broken_group_is_asked_no_more_often_because_another_one_works()
    {
        await using var host = new CoreHost(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMinutes(1));
        host.Transport.BeforeAppend = static (entry, _, _) => entry.Problem == 1 ? throw Broken : default;
        await host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 1);

        for (var submission = 0; submission < 400; submission++) await host.Broadcaster.BroadcastAsync(2, submission, "accepted", revision: 1);

        // Once when it was given, and once when the first of the others had shown that the transport may be back.
        Assert.InRange(host.Transport.Given.Count(static append => append.Entry.Problem == 1), 1, 2);
        host.Transport.BeforeAppend = null;
    }

    [Fact]
    public async Task A_flush_that_its_caller_cuts_short_leaves_its_time_to_the_disposal()
    {
        var host = new CoreHost(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10));
        var log = host.Transport.Inner;
        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 1);
        await host.FlushAsync(new CancellationToken(canceled: true));

        // It brings the transport back first.
        await host.DisposeAsync();

        Assert.Single((await log.ReadAsync(CoreHost.Group, default, 10, default)).Entries);
    }
}
