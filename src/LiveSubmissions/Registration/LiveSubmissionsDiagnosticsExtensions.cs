using LiveSubmissions;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Evaluation;
using LiveSubmissions.Records;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives the doctor information that only the application has.</summary>
public static class LiveSubmissionsDiagnosticsExtensions
{
    /// <summary>
    /// Declares that this process is a worker that evaluates submissions, and adds <see cref="SubmissionRuns"/>, in which the worker records each submission
    /// that it evaluates. The doctor then knows whether a worker is alive, and which submissions no worker evaluates.
    /// </summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    public static ILiveSubmissionsBuilder AddWorker(this ILiveSubmissionsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(static services => new SubmissionRuns(services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, WorkerNodeFacts>());
        return builder;
    }

    /// <summary>
    /// Lets the doctor read the application's own records. With them it finds a status that was saved but never broadcast, or not broadcast to its user's group
    /// (<see cref="RecordedSubmission.UserId"/>), and an unfinished submission that no worker evaluates. The records are read only when the doctor, or one of
    /// its health checks, runs.
    /// </summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="read">
    /// Reads the most recently changed records. Its first argument is a service provider with its own scope, which is disposed after the read, so the function
    /// can resolve a scoped <c>DbContext</c>. Its second argument is the most records to return (200). If the function throws or takes longer than ten seconds,
    /// the doctor reports this. If it takes longer than two seconds, the doctor uses its result when it is asked the next time. Two calls never run at the same
    /// time.
    /// </param>
    public static ILiveSubmissionsBuilder AddRecords(
        this ILiveSubmissionsBuilder builder, Func<IServiceProvider, int, CancellationToken, ValueTask<IReadOnlyList<RecordedSubmission>>> read)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(read);
        builder.Services.TryAddSingleton(new RecordSource(read));
        builder.Services.TryAddSingleton<RecordComparison>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, RecordedNodeFacts>());
        return builder;
    }
}
