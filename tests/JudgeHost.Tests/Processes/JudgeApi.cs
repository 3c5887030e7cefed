using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveSubmissions.Contracts;

namespace JudgeHost.Tests.Processes;

/// <summary>The backend's API as a participant uses it.</summary>
internal sealed class JudgeApi(Uri backend) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = backend, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Where a problem's submissions are followed.</summary>
    public Uri Feed(int problem, string? since = null) =>
        new(backend, $"/ws/problems/{problem}/submissions/{(since is null ? "" : "?since=" + since)}");

    /// <summary>Uploads a file that must be taken.</summary>
    /// <returns>The submission's id.</returns>
    public async Task<long> UploadAsync(int problem, string file, string? participant = null)
    {
        using var answer = await PostAsync(problem, Encoding.UTF8.GetBytes(file), participant);
        Assert.True((int)answer.StatusCode == 202, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("queued", body.GetProperty("status").GetString());
        return body.GetProperty("submission_id").GetInt64();
    }

    public async Task<HttpResponseMessage> PostAsync(int problem, byte[] file, string? participant = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "predictions.csv" } };
        if (participant is not null) form.Add(new StringContent(participant), "participant");
        return await Http.PostAsync($"/api/problems/{problem}/submissions", form);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    public Task<JsonElement> SubmissionAsync(long id) => GetAsync($"/api/submissions/{id}");

    public async Task<string> StatusAsync(long id) => (await SubmissionAsync(id)).GetProperty("status").GetString()!;

    /// <summary>Waits until a submission has a status, and returns it.</summary>
    public async Task<JsonElement> UntilAsync(long id, string status, TimeSpan? deadline = null)
    {
        await Eventually.TrueAsync(async () => await StatusAsync(id) == status, $"submission {id} is {status}", deadline ?? TimeSpan.FromSeconds(60));
        return await SubmissionAsync(id);
    }

    public void Dispose() => Http.Dispose();
}
