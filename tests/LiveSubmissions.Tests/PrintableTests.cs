namespace LiveSubmissions.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.00042, "0.4 ms")]
    [InlineData(0.35, "350 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(2.54, "2.5 s")]
    [InlineData(45.2, "45 s")]
    [InlineData(60, "1 minute")]
    [InlineData(61, "61 s")]
    [InlineData(120, "2 minutes")]
    [InlineData(2_100, "35 minutes")]
    [InlineData(3_600, "1 hour")]
    [InlineData(5_400, "90 minutes")]
    [InlineData(18_000, "5 hours")]
    [InlineData(86_400, "1 day")]
    [InlineData(270_000, "3 days")]
    [InlineData(-90, "-90 s")]
    [InlineData(double.NaN, "0 s")]
    [InlineData(double.PositiveInfinity, "36525 days")]
    public void A_duration_is_said_as_people_say_it(double seconds, string said) => Assert.Equal(said, Printable.Seconds(seconds));
}
