using JudgeHost.Settings;
using Microsoft.Extensions.Configuration;

namespace JudgeHost.Tests.Settings;

public class JudgeSettingsFactoryTests
{
    [Fact]
    public void Without_settings_there_are_the_ports_and_origins_that_the_guide_names()
    {
        var settings = Read(JudgeRole.All);

        Assert.Equal((8100, 8101), (settings.BackendPort, settings.PagePort));
        Assert.Equal(["http://localhost:8101", "http://127.0.0.1:8101"], settings.PageOrigins);
        Assert.Null(settings.BackendUrl);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "data"), settings.DataDirectory);
    }

    [Fact]
    public void The_origins_follow_the_pages_port() => Assert.Equal(
        ["http://localhost:9001", "http://127.0.0.1:9001"], Read(JudgeRole.All, ("Judge:PagePort", "9001")).PageOrigins);

    [Fact]
    public void Origins_may_be_a_list_or_one_value_with_commas()
    {
        string[] both = ["https://a.example", "http://b.example:81"];

        Assert.Equal(both, Read(JudgeRole.All, ("Judge:PageOrigins:0", both[0]), ("Judge:PageOrigins:1", both[1])).PageOrigins);
        Assert.Equal(both, Read(JudgeRole.All, ("Judge:PageOrigins", "https://a.example, http://b.example:81")).PageOrigins);
    }

    [Theory]
    [InlineData("Judge:BackendPort", "abc", "Judge:BackendPort is 'abc'. Use a whole number from 1 to 65535")]
    [InlineData("Judge:PagePort", "70000", "Judge:PagePort is '70000'")]
    [InlineData("Judge:Workers", "0", "Judge:Workers is '0'. Use a whole number from 1 to 64")]
    [InlineData("Judge:BootstrapResamples", "1", "Judge:BootstrapResamples is '1'")]
    [InlineData("Judge:WorkerLostAfterSeconds", "1", "Judge:WorkerLostAfterSeconds is '1'")]
    [InlineData("Judge:HeartbeatSeconds", "0.5", "Judge:HeartbeatSeconds is '0.5'. Use a whole number from 1 to 60")]
    [InlineData("Judge:BackendUrl", "judge.example", "Judge:BackendUrl is 'judge.example'")]
    [InlineData("Judge:PageOrigins", "*", "Judge:PageOrigins contains '*'")]
    [InlineData("Judge:PageOrigins", "http://a.example/", "Judge:PageOrigins contains 'http://a.example/'")]
    [InlineData("Judge:PagePort", "8100", "Judge:BackendPort and Judge:PagePort are both 8100")]
    [InlineData("Judge:DatasetsDirectory", "nowhere", "Judge:DatasetsDirectory is '")]
    [InlineData("Judge:BackendPrt", "8100", "Judge:BackendPrt is not a setting")]
    public void A_wrong_setting_is_told_with_its_name_its_value_and_the_fix(string name, string value, string expected)
    {
        var error = Assert.Throws<StartException>(() => Read(JudgeRole.All, (name, value)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Judge:BackendUrl", "https://judge:S3cr3tP4ss@judge.example")]
    [InlineData("Judge:PageOrigins", "https://judge:S3cr3tP4ss@judge.example")]
    [InlineData("JUDGE_OTLP_ENDPOINT", "judge:S3cr3tP4ss@collector:4318")]
    public void A_password_in_an_address_that_cannot_be_used_is_not_shown(string name, string value)
    {
        var error = Assert.Throws<StartException>(() => Read(JudgeRole.All, (name, value)));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cr3tP4ss", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var error = Assert.Throws<StartException>(() => Read(
            JudgeRole.Backend,
            ("Judge:BackendPort", "x"), ("Judge:Workers", "99"), ("CHANNEL_LAYER_REDIS_URL", "http://user:s3cret@redis"), ("QUEUE_REDIS_URL", "redis://:s3cret@redis:port")));

        Assert.Equal(
            ["Judge:BackendPort is 'x'.", "Judge:Workers is '99'.", "CHANNEL_LAYER_REDIS_URL is not a Redis URL", "QUEUE_REDIS_URL is not a Redis URL"],
            error.Message.Split(Environment.NewLine),
            static (start, line) => line.StartsWith(start, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backend")]
    [InlineData("worker")]
    public void A_part_without_a_queue_says_what_to_set(string role)
    {
        var error = Assert.Throws<StartException>(() => Read(Roles.ByName[role], ("QUEUE_REDIS_URL", " ")));

        Assert.Contains("QUEUE_REDIS_URL is not set", error.Message, StringComparison.Ordinal);
        Assert.Contains(role, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_needs_neither_redis() => Assert.Equal(8101, Read(JudgeRole.Page).PagePort);

    private static JudgeSettings Read(JudgeRole role, params (string Name, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build();
        return JudgeSettingsFactory.Read(configuration, AppContext.BaseDirectory, role);
    }
}
