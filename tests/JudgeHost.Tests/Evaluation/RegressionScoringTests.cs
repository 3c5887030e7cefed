using JudgeHost.Evaluation;

namespace JudgeHost.Tests.Evaluation;

public class RegressionScoringTests
{
    [Fact]
    public void Rmse_mae_and_r2_are_as_worked_out_by_hand()
    {
        // Errors 0.5, -0.5, 0, -1: squares 1.5, absolutes 2. Labels' mean 2.875: variance 29.1875.
        var (rmse, mae, r2) = Score([3, -0.5, 2, 7], [2.5, 0, 2, 8]);

        Assert.Equal(Math.Sqrt(1.5 / 4), rmse, 12);
        Assert.Equal(0.5, mae, 12);
        Assert.Equal(1 - (1.5 / 29.1875), r2, 12);
    }

    [Fact]
    public void Who_predicts_the_mean_explains_nothing()
    {
        var (_, _, r2) = Score([1, 2, 3], [2, 2, 2]);

        Assert.Equal(0, r2, 12);
    }

    [Fact]
    public void Who_does_worse_than_the_mean_is_below_zero()
    {
        var (_, _, r2) = Score([1, 2, 3], [3, 2, 1]);

        Assert.Equal(-3, r2, 12);
    }

    [Fact]
    public void R2_of_labels_that_are_all_the_same_is_not_defined()
    {
        var (rmse, mae, r2) = Score([4, 4], [4, 6]);

        Assert.Equal(Math.Sqrt(2), rmse, 12);
        Assert.Equal(1, mae);
        Assert.True(double.IsNaN(r2));
    }

    private static (double Rmse, double Mae, double R2) Score(double[] labels, double[] predictions)
    {
        var results = new double[3];
        new RegressionScoring(labels, predictions).Score([.. Enumerable.Range(0, labels.Length)], results);
        return (results[0], results[1], results[2]);
    }
}
