using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>What happens when the judge itself is at fault.</summary>
[Collection(ProcessCollection.Name)]
public sealed class FaultTests
{
    [Fact]
    public async Task A_fault_of_the_evaluator_ends_failed_for_everybody_and_the_log_alone_says_why()
    {
        using var datasets = CopyOfDatasets();
        await File.WriteAllTextAsync(Path.Combine(datasets.Path, "iris", "labels.csv"), "id,species\n1,no such species\n");
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string> { ["Judge__DatasetsDirectory"] = datasets.Path });
        await using var client = await WatchingClient.ConnectAsync(judge.Api.Feed(2));

        var id = await judge.Api.UploadAsync(2, Datasets.Right("iris"));
        var row = await judge.Api.UntilAsync(id, "failed");

        await Eventually.TrueAsync(() => client.Status($"{id}") == "failed", "the failure is broadcast");
        Assert.Equal(row.GetProperty("revision").GetInt64(), client.States[$"{id}"].GetProperty("revision").GetInt64());
        Assert.Contains("The judge failed, not the file", row.GetProperty("metrics").GetProperty("reason").GetString(), StringComparison.Ordinal);
        await judge.Backend.UntilSaysAsync($"[WORKER] Submission {id} evaluation finished: failed");
        await judge.Backend.UntilSaysAsync("1 rows instead of 150");
        Assert.DoesNotContain("150", row.GetProperty("metrics").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_was_killed_takes_up_again_what_it_had()
    {
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string>
        {
            ["Judge__BootstrapResamples"] = "40000",
            ["Judge__Workers"] = "1",
        });
        var first = await judge.Api.UploadAsync(1, Datasets.Right("digits"));
        var second = await judge.Api.UploadAsync(1, Datasets.DigitsWithErrors(18));
        await judge.Api.UntilAsync(first, "evaluating");
        await judge.Backend.KillAsync();
        await judge.RestartAsync();

        var taken = await judge.Api.UntilAsync(first, "accepted");
        Assert.Equal(2, taken.GetProperty("attempt").GetInt32());
        await judge.Api.UntilAsync(second, "accepted");
    }

    [Fact]
    public async Task A_judge_that_is_told_to_stop_stops_and_gives_back_what_it_had()
    {
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string> { ["Judge__BootstrapResamples"] = "1000000" });
        var id = await judge.Api.UploadAsync(1, Datasets.Right("digits"));
        await judge.Api.UntilAsync(id, "evaluating");
        await judge.Backend.StopAsync();

        Assert.Equal(0, judge.Backend.ExitCode);
        Assert.True(judge.Backend.Says($"[WORKER] Submission {id} is given back"), judge.Backend.Log);
    }

    private static TemporaryFolder CopyOfDatasets()
    {
        var copy = new TemporaryFolder();
        foreach (var folder in Directory.GetDirectories(Datasets.Folder))
        {
            var target = Directory.CreateDirectory(Path.Combine(copy.Path, Path.GetFileName(folder)));
            foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
        }

        return copy;
    }
}
