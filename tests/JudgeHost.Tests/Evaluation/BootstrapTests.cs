using JudgeHost.Evaluation;

namespace JudgeHost.Tests.Evaluation;

public class BootstrapTests
{
    [Fact]
    public void An_accuracys_interval_is_what_theory_says()
    {
        // 100 of 1,000 wrong: the accuracy scatters as a binomial, 0.9 plus or minus 1.96 standard errors of sqrt(0.9 x 0.1 / 1,000).
        var interval = AccuracyInterval(rows: 1_000, wrong: 100, resamples: 4_000);
        var half = 1.96 * Math.Sqrt(0.9 * 0.1 / 1_000);

        Assert.InRange(interval.Low, 0.9 - half - 0.003, 0.9 - half + 0.003);
        Assert.InRange(interval.High, 0.9 + half - 0.003, 0.9 + half + 0.003);
    }

    [Fact]
    public void Who_is_always_right_has_no_doubt() => Assert.Equal(new Interval(1, 1), AccuracyInterval(rows: 200, wrong: 0, resamples: 500));

    [Fact]
    public void The_same_file_has_the_same_interval() =>
        Assert.Equal(AccuracyInterval(rows: 300, wrong: 40, resamples: 500), AccuracyInterval(rows: 300, wrong: 40, resamples: 500));

    [Fact]
    public void Drawing_in_pieces_changes_nothing_and_tells_how_far_it_is()
    {
        var scoring = Scoring(rows: 50, wrong: 5);
        var pieces = new Bootstrap(scoring, 100);
        pieces.Draw(30);
        Assert.Equal(0.3, pieces.Progress, 12);
        Assert.False(pieces.IsDone);
        pieces.Draw(1_000);
        Assert.Equal(1, pieces.Progress);
        Assert.True(pieces.IsDone);

        var whole = new Bootstrap(scoring, 100);
        whole.Draw(100);
        Assert.Equal(whole.IntervalFor(0), pieces.IntervalFor(0));
    }

    private static Interval AccuracyInterval(int rows, int wrong, int resamples)
    {
        var bootstrap = new Bootstrap(Scoring(rows, wrong), resamples);
        bootstrap.Draw(resamples);
        return bootstrap.IntervalFor(0);
    }

    private static ClassificationScoring Scoring(int rows, int wrong) =>
        new([.. Enumerable.Range(0, rows).Select(i => i % 2)], [.. Enumerable.Range(0, rows).Select(i => i < wrong ? (i + 1) % 2 : i % 2)], classes: 2);
}
