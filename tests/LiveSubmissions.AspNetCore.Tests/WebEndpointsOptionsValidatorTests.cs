namespace LiveSubmissions.AspNetCore.Tests;

public sealed class WebEndpointsOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new WebEndpointsOptionsValidator().Validate(null, new WebEndpointsOptions()).Succeeded);

    [Fact]
    public void Everything_wrong_is_said_at_once_each_with_setting_value_and_fix()
    {
        var options = new WebEndpointsOptions
        {
            AllowedOriginsSetting = "Judge:PageOrigins",
            KeepAliveInterval = TimeSpan.Zero,
            KeepAliveTimeout = TimeSpan.FromHours(1),
            CloseTimeout = TimeSpan.FromMinutes(1),
        };
        options.AllowedOrigins.Add("https://judge.example");
        options.AllowedOrigins.Add("https://judge.example/page");
        options.AllowedOrigins.Add("judge.example");

        var result = new WebEndpointsOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Collection(
            result.Failures,
            failure => Has(failure, "Judge:PageOrigins[1]", "'https://judge.example/page'", "http://localhost:8101"),
            failure => Has(failure, "Judge:PageOrigins[2]", "'judge.example'", "Write the scheme, the host"),
            failure => Has(failure, "WebEndpointsOptions.KeepAliveInterval", "00:00:00", "1 s at least and 5 minutes at most"),
            failure => Has(failure, "WebEndpointsOptions.KeepAliveTimeout", "01:00:00", "1 s at least and 10 minutes at most"),
            failure => Has(failure, "WebEndpointsOptions.CloseTimeout", "00:01:00", "100 ms at least and 30 s at most"));
    }

    [Fact]
    public void An_origin_with_a_password_is_refused_and_not_shown()
    {
        var options = new WebEndpointsOptions();
        options.AllowedOrigins.Add("https://judge:S3cret@judge.example");

        var failure = Assert.Single(new WebEndpointsOptionsValidator().Validate(null, options).Failures!);

        Has(failure, "AllowedOrigins[0]", "(not shown");
        Assert.DoesNotContain("S3cret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_may_be_let_stay_without_answering_pings() => Assert.True(
        new WebEndpointsOptionsValidator().Validate(null, new WebEndpointsOptions { KeepAliveTimeout = Timeout.InfiniteTimeSpan }).Succeeded);

    [Fact]
    public void A_blank_name_of_the_origins_setting_is_refused() => Assert.True(
        new WebEndpointsOptionsValidator().Validate(null, new WebEndpointsOptions { AllowedOriginsSetting = " " }).Failed);

    private static void Has(string failure, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, failure, StringComparison.Ordinal));
}
