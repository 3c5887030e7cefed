using JudgeHost.Evaluation;

namespace JudgeHost.Tests.Evaluation;

public class IntervalTests
{
    [Fact]
    public void It_goes_from_the_2_point_5th_to_the_97_point_5th_percentile()
    {
        var interval = Interval.From(Enumerable.Range(0, 101).Reverse().Select(i => (double)i));

        Assert.Equal(2.5, interval.Low, 12);
        Assert.Equal(97.5, interval.High, 12);
    }

    [Fact]
    public void What_is_not_defined_is_left_out() => Assert.Equal(new Interval(7, 7), Interval.From([double.NaN, 7, double.NaN]));

    [Fact]
    public void Of_nothing_there_is_none() => Assert.True(double.IsNaN(Interval.From([double.NaN]).Low));

    [Fact]
    public void Infinities_stay_infinite() =>
        Assert.Equal(new Interval(double.PositiveInfinity, double.PositiveInfinity), Interval.From([double.PositiveInfinity, double.PositiveInfinity]));
}
