namespace JudgeHost.Browser.Tests;

public sealed class ChromiumExecutableTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere")]
    public void A_missing_browser_is_an_error_that_names_the_package(string? path)
    {
        var error = Assert.Throws<InvalidOperationException>(() => ChromiumExecutable.Find(path));

        Assert.Contains("apt-get install chromium", error.Message, StringComparison.Ordinal);
    }
}
