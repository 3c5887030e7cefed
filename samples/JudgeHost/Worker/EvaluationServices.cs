using JudgeHost.Evaluation;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Settings;
using LiveSubmissions;

namespace JudgeHost.Worker;

/// <summary>Registers what evaluates. Labels are reached from here alone.</summary>
internal static class EvaluationServices
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services, JudgeSettings settings, ILiveSubmissionsBuilder feed)
    {
        feed.AddWorker();
        return services
            .AddSingleton<LabelStore>()
            .AddSingleton<Evaluator>()
            .AddQueueWorker(settings);
    }
}
