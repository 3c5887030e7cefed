using System.Collections.Concurrent;
using System.Diagnostics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

public sealed class TracingTests
{
    [Fact]
    public async Task A_broadcast_of_one_process_and_its_arrival_in_another_are_one_trace()
    {
        var problem = $"traced-{Guid.NewGuid():N}";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == LiveSubmissionsTracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("live_submissions.problem.id") == problem) spans.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var transport = NodeHost.NewTransport();
        await using var worker = await NodeHost.StartAsync(transport);
        await using var web = await NodeHost.StartAsync(transport);
        await using var cursor = await web.Services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(new SubmissionGroup($"problem_submissions_{problem}"));
        var read = cursor.ReadAsync();

        await worker.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(problem, 42, SubmissionStatus.Accepted);
        await read;
        await Eventually.TrueAsync(() => spans.Count == 2, "both spans have ended");

        var sent = spans.Single(span => span.Kind == ActivityKind.Producer);
        var received = spans.Single(span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(sent.TraceId, received.TraceId);
        Assert.Equal(sent.SpanId, received.ParentSpanId);
        Assert.Equal("accepted", sent.GetTagItem("live_submissions.outcome"));
        Assert.Equal("42", received.GetTagItem("live_submissions.submission.id"));
        Assert.Equal($"problem_submissions_{problem}", received.GetTagItem("live_submissions.group"));
    }
}
