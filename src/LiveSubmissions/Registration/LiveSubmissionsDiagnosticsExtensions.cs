using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Evaluation;
using LiveSubmissions.Records;
using LiveSubmissions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tells the doctor what the library cannot know by itself.</summary>
public static class LiveSubmissionsDiagnosticsExtensions
{
    /// <summary>
    /// Says that this process evaluates submissions, and adds <see cref="SubmissionRuns"/>, to which the worker says what it holds. The doctor then knows
    /// whether a worker is alive, and which submissions nobody holds.
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
    /// Gives the doctor the application's own records, so that it finds a status that was saved and never broadcast, or not to its user's group
    /// (<see cref="RecordedSubmission.UserId"/>), and a submission that waits for nobody. They are read only when somebody asks.
    /// </summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="read">
    /// Reads the most recently changed records, at most as many as its second argument says (200). Its first argument is the services of a scope
    /// that is made for this read and disposed after it, so that a scoped <c>DbContext</c> can be resolved. If it throws, or does not end
    /// within ten seconds, the doctor says so; one that takes longer than two seconds is judged when the doctor is asked again. One read at a time.
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
