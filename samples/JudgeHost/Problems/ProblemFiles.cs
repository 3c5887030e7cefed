using System.Text;
using JudgeHost.Settings;

namespace JudgeHost.Problems;

/// <summary>The files of a problem for participants. Only <see cref="LabelStore"/> reads the labels' file.</summary>
internal sealed class ProblemFiles(JudgeSettings settings)
{
    public string FeaturesPath(Problem problem) => Path.Combine(settings.DatasetsDirectory, problem.Slug, "features.csv");

    /// <summary>A file in the form of a submission, with the same prediction for every row.</summary>
    public async Task<string> SampleSubmissionAsync(Problem problem, CancellationToken cancellationToken)
    {
        var sample = new StringBuilder("id,prediction\n");
        await foreach (var line in File.ReadLinesAsync(FeaturesPath(problem), cancellationToken).Skip(1))
        {
            sample.Append(line.AsSpan(0, line.IndexOf(',', StringComparison.Ordinal))).Append(',').Append(problem.SamplePrediction).Append('\n');
        }

        return sample.ToString();
    }
}
