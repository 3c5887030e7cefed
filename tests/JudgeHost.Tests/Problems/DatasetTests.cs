using JudgeHost.Problems;
using JudgeHost.Settings;

namespace JudgeHost.Tests.Problems;

public class DatasetTests
{
    public static TheoryData<string> Slugs => [.. new ProblemCatalog().All.Select(problem => problem.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Features_and_labels_have_the_same_ids_and_the_catalogs_number_of_rows(string slug)
    {
        var problem = new ProblemCatalog().All.Single(each => each.Slug == slug);
        var labels = new LabelStore(new JudgeSettings { DatasetsDirectory = Datasets.Folder }).Get(problem);
        var ids = File.ReadLines(Datasets.Features(slug)).Skip(1).Select(line => line.Split(',')[0]);

        Assert.Equal(labels.Ids, ids);
        Assert.Equal(problem.Rows, labels.Ids.Count);
        if (problem.Classes.Count > 0) Assert.Equal(problem.Classes.Order(), labels.Values.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Features_have_no_label(string slug)
    {
        var label = File.ReadLines(Datasets.Labels(slug)).First().Split(',')[1];

        Assert.DoesNotContain(label, File.ReadLines(Datasets.Features(slug)).First().Split(','));
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public async Task The_sample_submission_is_well_formed(string slug)
    {
        var settings = new JudgeSettings { DatasetsDirectory = Datasets.Folder, BootstrapResamples = 100 };
        var problem = new ProblemCatalog().All.Single(each => each.Slug == slug);
        var sample = await new ProblemFiles(settings).SampleSubmissionAsync(problem, default);

        var metrics = await new JudgeHost.Evaluation.Evaluator(new LabelStore(settings), settings)
            .EvaluateAsync(problem, System.Text.Encoding.UTF8.GetBytes(sample), (_, _) => Task.CompletedTask, default);

        Assert.True(metrics.ContainsKey(problem.ScoreMetric));
    }
}
