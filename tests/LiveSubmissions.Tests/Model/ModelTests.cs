using CsCheck;

namespace LiveSubmissions.Tests.Model;

/// <summary>Random histories against the promise. A failing one is shrunk, printed, and repeated by the seed that the failure names.</summary>
[Trait("Category", "Slow")]
public sealed class ModelTests
{
    private const int Histories = 150;

    /// <summary>More than there are.</summary>
    private const int All = 100;

    [Theory]
    [InlineData(All)]
    [InlineData(3)]
    public Task With_revisions_every_page_ends_right_through_lost_late_and_repeated_messages_failovers_flushes_and_trimming(int retained) =>
        Step.All.SampleAsync(steps => RunAsync(steps, revisions: true, retained), iter: Histories, threads: 1, print: Print);

    [Fact]
    public Task Without_them_and_one_writer_per_submission_no_page_steps_back_and_every_page_ends_right() =>
        Step.WithoutDisasters.SampleAsync(steps => RunAsync(steps, revisions: false, All), iter: Histories, threads: 1, print: Print);

    private static async Task RunAsync(List<Step> steps, bool revisions, int retained)
    {
        await using var simulation = new Simulation(revisions, retained);
        await simulation.RunAsync(steps);
    }

    private static string Print(List<Step> steps) => string.Join(Environment.NewLine, steps);
}
