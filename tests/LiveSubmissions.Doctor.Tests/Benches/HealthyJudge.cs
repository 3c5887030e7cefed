using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JudgeHost.Tests;
using LiveSubmissions.Contracts;
using LiveSubmissions.Doctor.Tests.Processes;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>A judge in which everything is right: Redis, a backend, a worker, and a submission that was judged. Set-ups that break something beside it share it.</summary>
internal sealed class HealthyJudge : IAsyncDisposable
{
    /// <summary>The problem of <see cref="Submission"/>.</summary>
    public const int Problem = 1;

    private const int FeedDatabase = 2;
    private const int QueueDatabase = 1;

    private static readonly TimeSpan JudgedWithin = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _data = new();
    private readonly RedisServer _redis;

    private long _startedAt;

    private HealthyJudge(RedisServer redis) => _redis = redis;

    public JudgeNode Backend { get; private set; } = null!;

    public JudgeNode Worker { get; private set; } = null!;

    public RecordTable Records => new(_data.Path);

    /// <summary>A submission that was uploaded, judged and broadcast.</summary>
    public long Submission { get; private set; }

    /// <summary>What the judge's processes and the doctor are given.</summary>
    public string Redis => _redis.UrlOf(FeedDatabase);

    public int RedisPort => _redis.Port;

    public string Queue => _redis.UrlOf(QueueDatabase);

    public string Data => _data.Path;

    /// <summary>How the doctor is asked about this judge.</summary>
    public string[] Doctor => ["--redis", Redis, "--url", Backend.Url.ToString()];

    public static async Task<HealthyJudge> StartAsync()
    {
        var judge = new HealthyJudge(await RedisServer.StartAsync());
        try
        {
            var worker = judge.StartWorkerAsync();
            judge.Backend = await JudgeNode.StartAsync("backend", judge.Data, judge.Redis, judge.Queue);
            judge.Worker = await worker;
            judge.Submission = await judge.JudgeOneAsync();
            judge._startedAt = Stopwatch.GetTimestamp();
            return judge;
        }
        catch
        {
            await judge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until its logs are so old: a row that was changed before its log was made is no evidence of anything.</summary>
    public Task UntilOlderAsync(TimeSpan age) => Eventually.TrueAsync(() => Stopwatch.GetElapsedTime(_startedAt) > age, "its logs are older");

    /// <summary>Another database of the same server.</summary>
    public string OtherDatabase(int number) => _redis.UrlOf(number);

    public async Task RestartWorkerAsync() => Worker = await StartWorkerAsync();

    /// <summary>Uploads a problem's own sample, and waits until it is judged.</summary>
    public async Task<long> JudgeOneAsync()
    {
        using var http = new HttpClient { BaseAddress = Backend.Url, Timeout = JudgedWithin };
        var sample = await http.GetByteArrayAsync($"/api/problems/{Problem}/sample-submission.csv");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(sample), "file", "sample.csv" } };
        using var answer = await http.PostAsync($"/api/problems/{Problem}/submissions", form);
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("submission_id").GetInt64();
        await Eventually.TrueAsync(() => Worker.Says($"[WORKER] Submission {id} evaluation finished: accepted"), $"submission {id} is judged", JudgedWithin);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in (JudgeNode?[])[Backend, Worker])
        {
            if (node is not null) await node.DisposeAsync();
        }

        await _redis.DisposeAsync();
        _data.Dispose();
    }

    private Task<JudgeNode> StartWorkerAsync() => JudgeNode.StartAsync("worker", Data, Redis, Queue);
}
