using System.Globalization;
using System.Text.Json.Nodes;
using JudgeHost.Problems;
using JudgeHost.Settings;

namespace JudgeHost.Evaluation;

/// <summary>Scores a submission's file: first the metrics on all rows, then their 95% intervals, which take most of the time.</summary>
internal sealed class Evaluator(LabelStore labels, JudgeSettings settings)
{
    /// <summary>How many predictions are drawn between two progress reports: a few milliseconds of work.</summary>
    private const int DrawsAtOnce = 200_000;

    /// <returns>The metrics.</returns>
    /// <exception cref="MalformedSubmissionException">The file cannot be scored.</exception>
    public async Task<JsonObject> EvaluateAsync(Problem problem, byte[] file, EvaluationProgress progress, CancellationToken cancellationToken)
    {
        var scoring = Read(problem, file);
        var metrics = PointMetrics(scoring);
        await progress(0, metrics);

        var bootstrap = new Bootstrap(scoring, settings.BootstrapResamples);
        while (!bootstrap.IsDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bootstrap.Draw(Math.Max(1, DrawsAtOnce / scoring.Rows));
            await progress(bootstrap.Progress, metrics);
        }

        return WithIntervals(metrics, scoring, bootstrap);
    }

    private IScoring Read(Problem problem, byte[] file)
    {
        var truth = labels.Get(problem);
        if (problem.Kind is ProblemKind.Classification)
        {
            var classes = PredictionReader.Read(file, truth, text => Predictions.Class(problem, text));
            return new ClassificationScoring([.. truth.Values.Select(value => Predictions.Class(problem, value))], classes, problem.Classes.Count);
        }

        var numbers = PredictionReader.Read(file, truth, Predictions.Number);
        return new RegressionScoring([.. truth.Values.Select(value => double.Parse(value, CultureInfo.InvariantCulture))], numbers);
    }

    private static JsonObject PointMetrics(IScoring scoring)
    {
        var scores = new double[scoring.Metrics.Count];
        scoring.Score([.. Enumerable.Range(0, scoring.Rows)], scores);
        var metrics = new JsonObject();
        for (var i = 0; i < scores.Length; i++) metrics[scoring.Metrics[i]] = MetricsJson.Number(scores[i]);
        return metrics;
    }

    private static JsonObject WithIntervals(JsonObject metrics, IScoring scoring, Bootstrap bootstrap)
    {
        var all = (JsonObject)metrics.DeepClone();
        for (var i = 0; i < scoring.Metrics.Count; i++) all[$"{scoring.Metrics[i]}_ci95"] = MetricsJson.Interval(bootstrap.IntervalFor(i));
        return all;
    }
}

/// <summary>Reports the progress of an evaluation, and the metrics so far. It throws to end the evaluation.</summary>
internal delegate Task EvaluationProgress(double progress, JsonObject metrics);

/// <summary>Metrics as JSON: numbers with six decimals; null for NaN and infinity, which JSON does not have.</summary>
internal static class MetricsJson
{
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;

    public static JsonArray Interval(Interval interval) => [Number(interval.Low), Number(interval.High)];

    public static JsonObject Malformed(MalformedSubmissionException e) => new() { ["line"] = e.Line, ["reason"] = e.Reason };

    public static JsonObject Fault(string reason) => new() { ["reason"] = reason };
}
