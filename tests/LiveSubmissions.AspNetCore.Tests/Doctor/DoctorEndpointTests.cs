using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.Doctor;

public sealed class DoctorEndpointTests
{
    private const string Manual = """{"problem_id":1,"submission_id":999,"status":"accepted","metrics":{"test":0.95}}""";

    private static readonly HttpClient Http = new();

    [Fact]
    public async Task The_report_is_the_whole_checklist_and_ok()
    {
        await using var web = await StartAsync();

        var report = await Http.GetFromJsonAsync<JsonElement>(At(web, "doctor.json"));

        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("first_failure").ValueKind);
        Assert.InRange(report.GetProperty("took_ms").GetInt64(), 0, 10_000);
        Assert.Equal(
            ["configuration", "transport", "eviction", "clocks", "round-trip", "nodes", "versions", "workers", "unfinished", "records", "outbox", "mirrors", "clients"],
            report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_report_names_the_broken_hop_first_with_its_fix()
    {
        await using var web = await StartAsync(builder => builder.Services.AddSingleton<ISubmissionTransport, DeadTransport>());

        var report = await Http.GetFromJsonAsync<JsonElement>(At(web, "doctor.json"));

        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal("transport", report.GetProperty("first_failure").GetString());
        var step = report.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("id").GetString() == "transport");
        Assert.Equal("failed", step.GetProperty("outcome").GetString());
        Assert.Equal(DeadTransport.Cause, step.GetProperty("finding").GetString());
        Assert.Equal("Start it.", step.GetProperty("fix").GetString());
        Assert.Equal("not_run", report.GetProperty("steps")[12].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task The_manual_broadcast_arrives_as_the_guide_wrote_it()
    {
        await using var web = await StartAsync();
        await using var client = await web.ConnectAsync();

        var result = await (await PostAsync(web, Manual)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("accepted", result.GetProperty("outcome").GetString());
        Assert.Matches("^[^:]+:[0-9]+$", result.GetProperty("position").GetString());
        Assert.Equal("""{"type":"submission_update","submission_id":999,"status":"accepted","metrics":{"test":0.95}}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_missing_problem_id_is_skipped_as_the_guide_says()
    {
        await using var web = await StartAsync();

        var result = await (await PostAsync(web, """{"submission_id":999,"status":"accepted"}""")).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("skipped", result.GetProperty("outcome").GetString());
        Assert.Contains("problem id is missing", result.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "status is missing")]
    [InlineData("""{"problem_id":1,"status":"accepted"}""", "no submission id")]
    [InlineData("""{"problem_id":1.5,"submission_id":1,"status":"accepted"}""", "problem_id is not an id")]
    [InlineData("""{"problem_id":"a b","submission_id":1,"status":"accepted"}""", "problem_id: ")]
    [InlineData("""{"problem_id":1,"submission_id":1,"status":" "}""", "is not a submission status")]
    [InlineData("""{"problem_id":1,"submission_id":1,"status":"accepted","metrics":3}""", "metrics is not a JSON object")]
    [InlineData("""{"problem_id":1,"submission_id":1,"status":"accepted","metrics":{"a":1,"a":2}}""", "not JSON")]
    [InlineData("""{"problem_id":1,"submission_id":1,"status":"\ud800"}""", "half a character")]
    [InlineData("""{"problem_id":1,"submission_id":"\ud800","status":"accepted"}""", "half a character")]
    [InlineData("""{"problem":1,"submission_id":1,"status":"accepted"}""", "no field 'problem'")]
    public async Task What_is_wrong_with_a_broadcast_is_told_in_words(string body, string words)
    {
        await using var web = await StartAsync();

        using var answer = await PostAsync(web, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manual_broadcast_with_a_bad_part_goes_out_and_the_answer_says_what_was_left_out()
    {
        await using var web = await StartAsync();
        await using var client = await web.ConnectAsync();

        var result = await (await PostAsync(web, """
            {"problem_id":1,"submission_id":999,"status":"wrong\nanswer","progress":7,"revision":-1,"metrics":{"name":"\ud800"}}
            """)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("accepted", result.GetProperty("outcome").GetString());
        var leftOut = result.GetProperty("left_out").GetString();
        Assert.All(["'wrong answer'", "progress 7", "revision -1", "metrics"], part => Assert.Contains(part, leftOut, StringComparison.Ordinal));
        Assert.Equal("""{"type":"submission_update","submission_id":999,"status":"wrong answer","metrics":null}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_told_so()
    {
        await using var web = await StartAsync();

        using var answer = await PostAsync(web, $$"""{"submission_id":"{{new string('x', 80_000)}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("larger than", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_pages_and_forms_are_refused()
    {
        await using var web = await StartAsync();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, At(web, "broadcast")) { Content = Json(Manual) };
        foreign.Headers.Add("Origin", "http://evil.example");
        using var form = new HttpRequestMessage(HttpMethod.Post, At(web, "broadcast")) { Content = new StringContent(Manual, Encoding.UTF8, "text/plain") };
        using var reading = new HttpRequestMessage(HttpMethod.Get, At(web, "doctor.json"));
        reading.Headers.Add("Origin", "http://evil.example");

        using var refused = await Http.SendAsync(foreign);
        using var unread = await Http.SendAsync(form);
        using var report = await Http.SendAsync(reading);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unread.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, report.StatusCode);
    }

    [Theory]
    [InlineData("doctor", "text/html")]
    [InlineData("doctor.css", "text/css")]
    [InlineData("doctor.js", "text/javascript")]
    [InlineData("doctor/", "text/html")]
    public async Task The_page_is_its_own_files_and_nothing_from_elsewhere(string path, string type)
    {
        await using var web = await StartAsync();

        using var answer = await Http.GetAsync(At(web, path));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'; script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "doctor")]
    [InlineData("GET", "doctor.css")]
    [InlineData("GET", "doctor.js")]
    [InlineData("GET", "doctor.json")]
    [InlineData("POST", "broadcast")]
    public async Task Outside_development_nothing_is_there(string method, string path)
    {
        await using var web = await StartAsync(environment: Environments.Production);

        using var answer = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), At(web, path)) { Content = method == "POST" ? Json(Manual) : null });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Outside_development_a_policy_decides_and_being_anonymous_is_none()
    {
        await using var web = await StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication("key").AddScheme<KeyOptions, KeyHandler>("key", null);
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapLiveSubmissionsDoctor().RequireAuthorization();
                app.MapGroup("/open").MapLiveSubmissionsDoctor().RequireAuthorization().AllowAnonymous();
            },
            Environments.Production);
        using var signedIn = new HttpRequestMessage(HttpMethod.Get, At(web, "doctor.json"));
        signedIn.Headers.Add("X-Key", "open");

        using var let = await Http.SendAsync(signedIn);
        using var refused = await Http.GetAsync(At(web, "doctor.json"));
        using var anonymous = await Http.GetAsync(new Uri(web.Address, "/open/live-submissions/doctor.json"));

        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, anonymous.StatusCode);
    }

    [Fact]
    public async Task Mapping_without_the_services_says_what_to_call()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapLiveSubmissionsDoctor());

        Assert.Contains("AddLiveSubmissions().AddWebEndpoints()", exception.Message, StringComparison.Ordinal);
    }

    private static Task<WebSide> StartAsync(
        Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null, string environment = "Development") => WebSide.StartAsync(
        build: builder =>
        {
            builder.Environment.EnvironmentName = environment;
            builder.Services.AddSingleton<IHostEnvironment>(builder.Environment);
            build?.Invoke(builder);
        },
        map: map ?? (static app =>
        {
            app.MapLiveSubmissions();
            app.MapLiveSubmissionsDoctor();
        }));

    private static Uri At(WebSide web, string path) => new(web.Address, "/live-submissions/" + path);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> PostAsync(WebSide web, string body) => Http.PostAsync(At(web, "broadcast"), Json(body));
}
