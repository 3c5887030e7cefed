using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Flow;

[Collection(ProcessCollection.Name)]
public sealed class UploadTests(OneProcess host) : IClassFixture<OneProcess>
{
    private const int FiveMegabytes = 5 * 1024 * 1024;

    private JudgeApi Api => host.Judge.Api;

    [Fact]
    public async Task A_right_file_ends_accepted_with_its_metrics_and_times()
    {
        var id = await Api.UploadAsync(1, Datasets.DigitsWithErrors(18), "ann");
        var submission = await Api.UntilAsync(id, "accepted");

        Assert.Equal(0.989983, submission.GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.Equal(2, submission.GetProperty("metrics").GetProperty("accuracy_ci95").GetArrayLength());
        Assert.Equal("ann", submission.GetProperty("participant").GetString());
        Assert.Equal(1, submission.GetProperty("attempt").GetInt32());
        Assert.Equal(JsonValueKind.Null, submission.GetProperty("progress").ValueKind);
        Assert.True(submission.GetProperty("finished_at").GetDateTimeOffset() >= submission.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_malformed_file_ends_rejected_with_line_and_reason()
    {
        var id = await Api.UploadAsync(2, "id,prediction\n1,setosa\n2,rose\n");
        var metrics = (await Api.UntilAsync(id, "rejected")).GetProperty("metrics");

        Assert.Equal(3, metrics.GetProperty("line").GetInt32());
        Assert.Contains("'rose' is not one of the classes setosa, versicolor, virginica", metrics.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_a_file_and_is_rejected()
    {
        var id = await Api.UploadAsync(2, "");

        Assert.Contains("empty", (await Api.UntilAsync(id, "rejected")).GetProperty("metrics").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejudging_makes_the_next_attempt()
    {
        var id = await Api.UploadAsync(2, Datasets.Right("iris"));
        var first = await Api.UntilAsync(id, "accepted");

        using var answer = await Api.Http.PostAsync($"/api/submissions/{id}/rejudge", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var second = await Api.UntilAsync(id, "accepted");

        Assert.Equal(2, second.GetProperty("attempt").GetInt32());
        Assert.True(second.GetProperty("revision").GetInt64() > first.GetProperty("revision").GetInt64());
        Assert.True(JsonElement.DeepEquals(first.GetProperty("metrics"), second.GetProperty("metrics")));
    }

    [Theory]
    [InlineData(FiveMegabytes, HttpStatusCode.Accepted)]
    [InlineData(FiveMegabytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(8 * 1024 * 1024, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Five_megabytes_are_the_most(int bytes, HttpStatusCode expected)
    {
        using var answer = await Api.PostAsync(1, new byte[bytes]);

        Assert.Equal(expected, answer.StatusCode);
        if (expected is not HttpStatusCode.Accepted) await AssertProblemAsync(answer, 413, "at most 5 MB");
    }

    [Fact]
    public async Task Who_does_not_say_how_much_comes_is_stopped_at_five_megabytes_too()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[8 * 1024 * 1024]), "file", "big.csv" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/problems/1/submissions") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await Api.Http.SendAsync(request);

        await AssertProblemAsync(answer, 413, "at most 5 MB");
    }

    [Fact]
    public async Task An_upload_without_a_file_is_told_what_to_send()
    {
        using var form = new MultipartFormDataContent { { new StringContent("ann"), "participant" } };
        using var answer = await Api.Http.PostAsync("/api/problems/1/submissions", form);

        await AssertProblemAsync(answer, 400, "There is no file");
    }

    [Fact]
    public async Task A_form_whose_user_chose_no_file_has_none()
    {
        var empty = new ByteArrayContent([]);
        empty.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = "\"\"" };
        empty.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { empty };
        using var answer = await Api.Http.PostAsync("/api/problems/1/submissions", form);

        await AssertProblemAsync(answer, 400, "There is no file");
    }

    [Fact]
    public async Task What_is_no_form_is_told_what_to_send()
    {
        using var answer = await Api.Http.PostAsync("/api/problems/1/submissions", new StringContent("id,prediction\n"));

        await AssertProblemAsync(answer, 400, "multipart/form-data");
    }

    [Fact]
    public async Task A_form_that_is_cut_off_is_an_error_of_its_sender()
    {
        using var content = new StringContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nid,pre");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var answer = await Api.Http.PostAsync("/api/problems/1/submissions", content);

        await AssertProblemAsync(answer, 400, "cannot be read");
    }

    [Fact]
    public async Task A_participants_name_has_a_limit()
    {
        using var answer = await Api.PostAsync(1, [], new string('x', 65));

        await AssertProblemAsync(answer, 400, "64 characters");
    }

    [Theory]
    [InlineData("POST", "/api/problems/9/submissions")]
    [InlineData("GET", "/api/problems/9/submissions")]
    [InlineData("GET", "/api/problems/9")]
    [InlineData("GET", "/api/problems/9/features.csv")]
    [InlineData("GET", "/api/problems/x/sample-submission.csv")]
    [InlineData("GET", "/api/submissions/999999")]
    [InlineData("GET", "/api/submissions/-1")]
    [InlineData("POST", "/api/submissions/999999/rejudge")]
    [InlineData("GET", "/api/nothing")]
    public async Task What_is_not_there_is_a_problem_404(string method, string path)
    {
        using var answer = await Api.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await AssertProblemAsync(answer, 404, "");
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string detail)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        if (detail.Length > 0) Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
