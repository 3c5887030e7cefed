using System.Text;
using System.Text.Json.Nodes;
using JudgeHost.Evaluation;
using JudgeHost.Problems;
using JudgeHost.Settings;

namespace JudgeHost.Tests.Evaluation;

public class EvaluatorTests
{
    private static readonly ProblemCatalog Catalog = new();
    private static readonly JudgeSettings Settings = new() { DatasetsDirectory = Datasets.Folder, BootstrapResamples = 300 };

    [Theory]
    [InlineData(1, "digits")]
    [InlineData(2, "iris")]
    public async Task Who_is_right_everywhere_has_accuracy_1(int problem, string slug)
    {
        var metrics = await EvaluateAsync(problem, Datasets.Right(slug));

        Assert.Equal(
            """{"accuracy":1,"macro_f1":1,"accuracy_ci95":[1,1],"macro_f1_ci95":[1,1]}""", metrics.ToJsonString());
    }

    [Fact]
    public async Task Eighteen_wrong_of_1797_digits_are_an_accuracy_of_0_989983()
    {
        var metrics = await EvaluateAsync(1, Datasets.DigitsWithErrors(18));

        Assert.Equal(0.989983, metrics["accuracy"]!.GetValue<double>());
        var interval = metrics["accuracy_ci95"]!.AsArray();
        Assert.InRange(0.989983, interval[0]!.GetValue<double>(), interval[1]!.GetValue<double>());
    }

    [Fact]
    public async Task Who_predicts_diabetes_exactly_has_no_error()
    {
        var metrics = await EvaluateAsync(3, Datasets.Right("diabetes"));

        Assert.Equal(
            """{"rmse":0,"mae":0,"r2":1,"rmse_ci95":[0,0],"mae_ci95":[0,0],"r2_ci95":[1,1]}""", metrics.ToJsonString());
    }

    [Fact]
    public async Task Who_predicts_the_mean_of_diabetes_has_the_published_standard_deviation()
    {
        // 442 patients: mean 152.13348, and 77.005746 about it: known of this data set.
        var mean = string.Join('\n', Enumerable.Range(1, 442).Select(id => $"{id},152.13348416289594").Prepend("id,prediction"));
        var metrics = await EvaluateAsync(3, mean);

        Assert.Equal(77.005746, metrics["rmse"]!.GetValue<double>());
        Assert.Equal(0, metrics["r2"]!.GetValue<double>());
    }

    [Fact]
    public async Task Metrics_beyond_what_JSON_can_carry_become_null()
    {
        var huge = string.Join('\n', Enumerable.Range(1, 442).Select(id => $"{id},1e300").Prepend("id,prediction"));
        var metrics = await EvaluateAsync(3, huge);

        Assert.True(metrics.ContainsKey("rmse"));
        Assert.Null(metrics["rmse"]);
        Assert.NotNull(metrics["mae"]);
    }

    [Fact]
    public async Task Progress_starts_at_0_grows_and_brings_the_metrics_that_are_known()
    {
        var told = new List<(double Progress, string Metrics)>();
        await EvaluateAsync(1, Datasets.DigitsWithErrors(18), (progress, metrics) =>
        {
            told.Add((progress, metrics.ToJsonString()));
            return Task.CompletedTask;
        });

        Assert.Equal(0, told[0].Progress);
        Assert.Equal(1, told[^1].Progress);
        Assert.Equal(told.Select(each => each.Progress).Order(), told.Select(each => each.Progress));
        Assert.All(told, each => Assert.StartsWith("""{"accuracy":0.989983,"macro_f1":""", each.Metrics, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_evaluation_can_be_ended()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => EvaluateAsync(1, Datasets.Right("digits"), cancellationToken: cancellation.Token));
    }

    [Fact]
    public async Task Labels_that_are_not_in_order_are_the_judges_fault_and_not_the_files()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "iris"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "iris", "labels.csv"), "id,species\n1,setosa\n");
        var evaluator = new Evaluator(new LabelStore(Settings with { DatasetsDirectory = folder.Path }), Settings);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            evaluator.EvaluateAsync(Catalog.Get(2), "id,prediction\n"u8.ToArray(), (_, _) => Task.CompletedTask, default));
        Assert.Contains("1 rows instead of 150", error.Message, StringComparison.Ordinal);
    }

    private static Task<JsonObject> EvaluateAsync(int problem, string file, EvaluationProgress? progress = null, CancellationToken cancellationToken = default) =>
        new Evaluator(new LabelStore(Settings), Settings).EvaluateAsync(
            Catalog.Get(problem), Encoding.UTF8.GetBytes(file), progress ?? ((_, _) => Task.CompletedTask), cancellationToken);
}
