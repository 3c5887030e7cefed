using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveSubmissions.Tests.Feed;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>The status of an update always goes out, whatever else the program gives with it; what was wrong is left out or put right, and said.</summary>
public sealed class LeftOutTests : IAsyncDisposable
{
    /// <summary>What is wrong with an update, and what its result and its one warning say of that.</summary>
    private static readonly Dictionary<string, (Func<SubmissionUpdate, SubmissionUpdate> Spoil, string[] Words)> Rows = new()
    {
        ["progress NaN"] = (u => u with { Progress = double.NaN }, ["the progress NaN was left out"]),
        ["progress infinite"] = (u => u with { Progress = double.PositiveInfinity }, ["the progress Infinity was left out"]),
        ["progress minus infinite"] = (u => u with { Progress = double.NegativeInfinity }, ["the progress -Infinity was left out"]),
        ["progress -0.1"] = (u => u with { Progress = -0.1 }, ["the progress -0.1 was sent as 0"]),
        ["progress a little above 1"] = (u => u with { Progress = 1.0000000000000002 }, ["the progress 1.0000000000000002 was sent as 1"]),
        ["progress 100"] = (u => u with { Progress = 100 }, ["the progress 100 was sent as 1"]),
        ["negative revision"] = (u => u with { Revision = -1 }, ["the revision -1 was left out"]),
        ["metrics over 64 KiB"] = (
            u => u with { Metrics = new JsonObject { ["log"] = new string('x', 70_000) } },
            ["the metrics were left out", "bytes, over the limit of 65536", "Broadcaster.MaxUpdateBytes"]),
        ["metrics deeper than 62"] = (u => u with { Metrics = Deep(63) }, ["the metrics were left out: 'deeper'", "depth"]),
        ["metrics with a cycle"] = (u => u with { Metrics = With(Knot.Tie()) }, ["the metrics were left out: 'bad'"]),
        ["metrics with duplicate keys"] = (u => u with { Metrics = Parsed("""{"a":1,"a":2}""") }, ["the metrics were left out", "key"]),
        ["metrics with duplicate keys inside"] = (u => u with { Metrics = Parsed("""{"in":{"a":1,"a":2}}""") }, ["the metrics were left out: 'in'", "key"]),
        ["metrics with half a character"] = (u => u with { Metrics = Parsed("""{"name":"\ud800"}""") }, ["the metrics were left out: 'name'"]),
        ["metrics with half a character in a name"] = (u => u with { Metrics = Parsed("""{"\ud800":1}""") }, ["the metrics were left out"]),
        ["metrics with NaN in an array"] = (u => u with { Metrics = With(new[] { 1, double.NaN }) }, ["the metrics were left out: 'bad'"]),
        ["metrics that another thread changes"] = (u => u with { Metrics = Changing() }, ["the metrics were left out: 'bad'"]),
        ["metrics of a document that is gone"] = (u => u with { Metrics = Gone() }, ["the metrics were left out"]),
        ["metrics with a converter that throws"] = (
            u => u with { Metrics = With(new Thrower(new TimeZoneNotFoundException("no such zone\nforged line"))) }, ["the metrics were left out: 'bad'", "no such zone?forged line"]),
        ["metrics with a converter that throws and does not say why"] = (
            u => u with { Metrics = With(new Thrower(new SpeechlessException())) }, ["the metrics were left out: 'bad'", nameof(SpeechlessException)]),
        ["metrics with a converter that is cancelled"] = (
            u => u with { Metrics = With(new Thrower(new OperationCanceledException())) }, ["the metrics were left out: 'bad'"]),
        ["metrics with a converter that writes half an object"] = (u => u with { Metrics = With(new HalfWritten()) }, ["the metrics were left out: 'bad'"]),
        ["status of 65 characters"] = (u => u with { Status = new string('s', 65) }, ["the status 'sssss", $"was sent as '{new string('s', 63)}…'"]),
        ["status of two lines"] = (u => u with { Status = "wrong answer\r\non test 3" }, ["the status 'wrong answer??on test 3' was sent as 'wrong answer on test 3'"]),
        ["status with half a character"] = (u => u with { Status = "a\ud800" }, ["was sent as 'a\ufffd'"]),
        ["everything at once"] = (
            u => u with { Status = "two\nlines", Progress = double.NaN, Revision = -5, Metrics = Deep(70) },
            ["was sent as 'two lines'", "the progress NaN was left out", "the revision -5 was left out", "the metrics were left out"]),
    };

    private readonly CoreHost _host = new();

    public static TheoryData<string> Names => [.. Rows.Keys];

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_status_goes_out_and_result_and_one_warning_say_what_was_left_out(string row)
    {
        var (spoil, words) = Rows[row];
        var update = spoil(new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = "accepted", Progress = 1, Metrics = new JsonObject { ["accuracy"] = 0.95 } });
        await using var cursor = await _host.Feed.SubscribeAsync(CoreHost.Group);

        var result = await _host.Broadcaster.BroadcastAsync(update);
        var seen = (await cursor.NextAsync()).Entries[0].State;
        await _host.Broadcaster.BroadcastAsync(1, 43, "accepted", new JsonObject { ["accuracy"] = 0.95 });
        var next = (await cursor.NextAsync()).Entries[0].State;

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Equal(update.Status, seen.Status);
        Assert.Null(seen.Revision);
        var message = JsonNode.Parse(seen.Json.Text() + "}")!;
        Assert.Equal(update.Status.Value, message["status"]!.GetValue<string>());
        Assert.Equal(row.StartsWith("metrics", StringComparison.Ordinal) || row == "everything at once", message["metrics"] is null);
        Assert.True(message["progress"] is null || message["progress"]!.GetValue<double>() is 0 or 1);
        var warning = Assert.Single(_host.Warnings);
        Assert.Contains("submission_id=42, problem_id=1", warning, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, result.LeftOut, StringComparison.Ordinal));
        Assert.Contains(result.LeftOut!, warning, StringComparison.Ordinal);

        // What the failure left behind does not come into the next message.
        Assert.Contains("""{"type":"submission_update","submission_id":43,"status":"accepted","metrics":{"accuracy":0.95},""", next.Json.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(18)]
    public async Task Progress_that_was_added_up_in_parts_ends_at_1(int parts)
    {
        var progress = 0.0;
        for (var i = 0; i < parts; i++) progress += 1.0 / parts;
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", progress: progress);

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Equal(1, (await MessageAsync())["progress"]!.GetValue<double>());
        Assert.Equal(progress > 1, result.LeftOut is not null);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.Epsilon)]
    [InlineData(0.99999999999999989)]
    public async Task Progress_from_0_to_1_is_sent_as_it_is(double progress)
    {
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", progress: progress);

        Assert.Null(result.LeftOut);
        Assert.Equal(progress, (await MessageAsync())["progress"]!.GetValue<double>());
        Assert.Empty(_host.Warnings);
    }

    [Fact]
    public async Task Metrics_that_just_fit_are_sent_and_with_a_byte_more_they_are_left_out()
    {
        await using var host = new CoreHost(options => options.Broadcaster.MaxUpdateBytes = 1024);
        await host.Broadcaster.BroadcastAsync(1, 42, "accepted", new JsonObject { ["log"] = "" });
        var room = 1024 - (await host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries[0].State.Json.Length;

        var fits = await host.Broadcaster.BroadcastAsync(1, 42, "accepted", new JsonObject { ["log"] = new string('x', room) });
        var over = await host.Broadcaster.BroadcastAsync(1, 42, "accepted", new JsonObject { ["log"] = new string('x', room + 1) });

        Assert.Null(fits.LeftOut);
        Assert.Contains("1025 bytes, over the limit of 1024", over.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_62_deep_are_sent_and_several_updates_with_them_can_be_read_with_the_default_settings()
    {
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", Deep(62));

        Assert.Null(result.LeftOut);
        using var batch = JsonDocument.Parse($"[{(await MessageAsync()).ToJsonString()}]");
        Assert.Equal(1, batch.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task An_update_of_the_longest_parts_fits_without_metrics_whatever_the_limit()
    {
        await using var host = new CoreHost(options => options.Broadcaster.MaxUpdateBytes = 1024);
        var id = new string('x', 79);

        // Each is 6 bytes as it is escaped; in no other way a character of a status is longer.
        var update = new SubmissionUpdate
        {
            ProblemId = id,
            SubmissionId = id,
            Status = new string('<', 64),
            Revision = long.MaxValue,
            Progress = 1.2345678901234567E-300,
            Metrics = Deep(70),
        };
        var result = await host.Broadcaster.BroadcastAsync(update);
        var log = await host.Transport.Inner.ReadAsync(new SubmissionGroup($"problem_submissions_{id}"), default, 10, default);

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.InRange(Assert.Single(log.Entries).State.Json.Length, 700, 1024);
    }

    [Fact]
    public async Task What_was_left_out_is_said_of_an_update_that_is_deferred_or_refused_too()
    {
        var update = new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = "accepted", Progress = 2, Revision = 7 };
        await _host.Broadcaster.BroadcastAsync(update);
        var refused = await _host.Broadcaster.BroadcastAsync(update with { Status = "evaluating", Revision = 6 });
        _host.Transport.IsDown = true;
        var deferred = await _host.Broadcaster.BroadcastAsync(update with { SubmissionId = 43 });

        Assert.Equal((BroadcastOutcome.Refused, BroadcastOutcome.Deferred), (refused.Outcome, deferred.Outcome));
        Assert.Contains("the progress 2 was sent as 1", refused.LeftOut, StringComparison.Ordinal);
        Assert.Contains("the progress 2 was sent as 1", deferred.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_that_became_null_are_said_in_each_result_and_warned_of_once()
    {
        var one = await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", new JsonObject { ["loss"] = double.NaN });
        var two = await _host.Broadcaster.BroadcastAsync(1, 43, "accepted", new JsonObject { ["loss"] = double.NaN, ["max"] = float.NegativeInfinity });

        Assert.Contains("sent as null (1 of them)", one.LeftOut, StringComparison.Ordinal);
        Assert.Contains("sent as null (2 of them)", two.LeftOut, StringComparison.Ordinal);
        Assert.Single(_host.Warnings);
    }

    [Fact]
    public async Task An_update_with_nothing_wrong_says_nothing()
    {
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "принято 🎉", new JsonObject { ["accuracy"] = 0.95 }, revision: 0, progress: 1);

        Assert.Null(result.LeftOut);
        Assert.Empty(_host.Warnings);
    }

    private async Task<JsonNode> MessageAsync() =>
        JsonNode.Parse((await _host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries[0].State.Json.Text() + "}")!;

    private static JsonObject With<T>(T value) => new() { ["bad"] = JsonValue.Create(value) };

    private static JsonObject Parsed(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Deep(int depth)
    {
        var metrics = new JsonObject();
        for (var i = 1; i < depth; i++) metrics = new JsonObject { ["deeper"] = metrics };
        return metrics;
    }

    /// <summary>The list grows while it is read, as if another thread did it just then.</summary>
    private static JsonObject Changing()
    {
        var list = new List<int> { 1, 2 };
        return With(list.Select(number =>
        {
            list.Add(number);
            return number;
        }));
    }

    private static JsonObject Gone()
    {
        using var document = JsonDocument.Parse("""{"a":1}""");
        return JsonObject.Create(document.RootElement)!;
    }

    private sealed class Knot
    {
        public Knot? Self { get; set; }

        public static Knot Tie()
        {
            var knot = new Knot();
            knot.Self = knot;
            return knot;
        }
    }

    [JsonConverter(typeof(Converter))]
    private sealed class Thrower(Exception exception)
    {
        private Exception Exception => exception;

        private sealed class Converter : JsonConverter<Thrower>
        {
            public override Thrower Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

            public override void Write(Utf8JsonWriter writer, Thrower value, JsonSerializerOptions options)
            {
                writer.WriteStartObject();
                throw value.Exception;
            }
        }
    }

    [JsonConverter(typeof(Converter))]
    private sealed class HalfWritten
    {
        private sealed class Converter : JsonConverter<HalfWritten>
        {
            public override HalfWritten Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

            public override void Write(Utf8JsonWriter writer, HalfWritten value, JsonSerializerOptions options)
            {
                writer.WriteStartObject();
                writer.WriteString("secret", "half");
            }
        }
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
