using System.Net;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Flow;

[Collection(ProcessCollection.Name)]
public sealed class ReadingTests(OneProcess host) : IClassFixture<OneProcess>
{
    private JudgeApi Api => host.Judge.Api;

    [Fact]
    public async Task The_three_problems_are_there()
    {
        var problems = await Api.GetAsync("/api/problems");

        Assert.Equal(["digits", "iris", "diabetes"], problems.EnumerateArray().Select(problem => problem.GetProperty("slug").GetString()));
        Assert.Equal("rmse", (await Api.GetAsync("/api/problems/3")).GetProperty("score_metric").GetString());
    }

    [Fact]
    public async Task Features_are_the_file_and_the_sample_submission_can_be_sent_back()
    {
        Assert.Equal(await File.ReadAllTextAsync(Datasets.Features("iris")), await Api.Http.GetStringAsync("/api/problems/2/features.csv"));

        var sample = await Api.Http.GetStringAsync("/api/problems/2/sample-submission.csv");
        var accepted = await Api.UntilAsync(await Api.UploadAsync(2, sample), "accepted");

        // One of three species everywhere: a third is right.
        Assert.Equal(0.333333, accepted.GetProperty("metrics").GetProperty("accuracy").GetDouble());
    }

    [Theory]
    [InlineData("/api/problems/1/labels.csv")]
    [InlineData("/datasets/digits/labels.csv")]
    [InlineData("/digits/labels.csv")]
    [InlineData("/labels.csv")]
    [InlineData("/api/problems/1/..%2fdatasets%2fdigits%2flabels.csv")]
    [InlineData("/..%2fdatasets/digits/labels.csv")]
    [InlineData("/appsettings.json")]
    public async Task Labels_are_served_nowhere(string path)
    {
        using var page = new HttpClient { BaseAddress = host.Judge.PageUrl };
        foreach (var http in new[] { Api.Http, page })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_list_is_newest_first_and_as_long_as_was_asked_for_and_has_a_position_to_follow_from()
    {
        var ids = new List<long>();
        for (var i = 0; i < 3; i++) ids.Add(await Api.UploadAsync(3, "id,prediction\n"));
        var list = await Api.GetAsync("/api/problems/3/submissions?limit=2");

        Assert.Equal([ids[2], ids[1]], list.GetProperty("submissions").EnumerateArray().Select(each => each.GetProperty("submission_id").GetInt64()));
        Assert.Matches("^[A-Za-z0-9_.-]+:[0-9]+$", list.GetProperty("position").GetString());
        var fields = list.GetProperty("submissions")[0].EnumerateObject().Select(field => field.Name).ToList();
        Assert.All(
            ["submission_id", "status", "revision", "attempt", "metrics", "progress", "created_at", "started_at", "finished_at"],
            field => Assert.Contains(field, fields));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-5")]
    [InlineData("many")]
    public async Task A_wrong_limit_is_told(string limit)
    {
        using var answer = await Api.Http.GetAsync($"/api/problems/1/submissions?limit={limit}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("1 to 1000", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_told_in_words(string path)
    {
        var health = await Api.GetAsync(path);

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.All(health.GetProperty("checks").EnumerateArray(), check => Assert.NotEqual("", check.GetProperty("description").GetString()));
        var names = health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()).ToList();
        if (path.EndsWith("ready", StringComparison.Ordinal))
        {
            Assert.Equal(
                ["database", "job_queue", "live_submissions_configured", "live_submissions_round_trip", "live_submissions_transport"], names.Order());
        }
    }
}
