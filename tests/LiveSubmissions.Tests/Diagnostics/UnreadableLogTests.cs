using LiveSubmissions.Diagnostics;
using LiveSubmissions.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>One problem whose log cannot be read does not hide what is missing in the others' logs.</summary>
public sealed class UnreadableLogTests
{
    [Fact]
    public async Task The_records_of_the_other_problems_are_compared_and_the_one_that_could_not_be_is_named()
    {
        var records = new List<RecordedSubmission> { Record(problem: 2, submission: 43), Record(problem: 1, submission: 42) };
        await using var host = await NodeHost.StartAsync(NodeHost.OlderTransport(), add: live =>
        {
            live.Services.Replace(ServiceDescriptor.Singleton<ISubmissionGroupNaming, NamingWithoutProblem2>());
            live.AddRecords((_, _, _) => new(records));
        });

        var missing = await host.StepAsync("records");
        Assert.Equal(DiagnosticOutcome.Failed, missing.Outcome);
        Assert.Contains("Submission 42 of problem 1", missing.Finding, StringComparison.Ordinal);

        await host.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, "accepted");
        var unreadable = await host.StepAsync("records");
        Assert.Equal(DiagnosticOutcome.Failed, unreadable.Outcome);
        Assert.Contains("problem 2: There is no group for it.", unreadable.Finding, StringComparison.Ordinal);
    }

    private static RecordedSubmission Record(long problem, long submission) =>
        new(problem, submission, "accepted", null, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1));

    private sealed class NamingWithoutProblem2 : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) =>
            problem == 2 ? throw new InvalidOperationException("There is no group for it.") : new SubmissionGroup($"problem_submissions_{problem}");
    }
}
