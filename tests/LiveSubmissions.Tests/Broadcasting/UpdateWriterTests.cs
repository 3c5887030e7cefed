using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class UpdateWriterTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 12, 0, 0, 123, TimeSpan.FromHours(2));

    [Fact]
    public void The_plain_part_is_the_original_systems_message_byte_for_byte()
    {
        var message = UpdateWriter.Write(Update(42, new JsonObject { ["accuracy"] = 0.95 }), At);

        Assert.Equal(
            """{"type":"submission_update","submission_id":42,"status":"accepted","metrics":{"accuracy":0.95}""",
            Encoding.UTF8.GetString(message.Json, 0, message.PlainLength));
    }

    [Fact]
    public void The_whole_adds_v1s_fields_and_stays_open_for_what_the_log_knows()
    {
        var update = Update(42, null) with { Revision = 7, Progress = 0.25 };
        var message = UpdateWriter.Write(update, At);

        Assert.Equal(
            """{"type":"submission_update","submission_id":42,"status":"accepted","metrics":null,"problem_id":1,"revision":7,"progress":0.25,"at":"2026-11-23T10:00:00.123Z" """.TrimEnd(),
            Encoding.UTF8.GetString(message.Json));
    }

    [Fact]
    public void Ids_are_numbers_when_given_as_numbers_and_strings_otherwise()
    {
        var guid = Guid.Parse("7a1c5a3e-0f43-4b53-9d0a-0d6f2a0e7c11");
        var update = new SubmissionUpdate { ProblemId = "two-sum", SubmissionId = guid, Status = "wrong_answer" };
        var json = Encoding.UTF8.GetString(UpdateWriter.Write(update, At).Json);

        Assert.StartsWith($$"""{"type":"submission_update","submission_id":"{{guid}}","status":"wrong_answer","metrics":null,"problem_id":"two-sum",""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_could_break_out_of_its_place_is_escaped()
    {
        var update = Update(42, new JsonObject { ["message"] = "</script>\u0000\"\ud800" }) with { Status = "it's \"over\"" };
        var json = Encoding.UTF8.GetString(UpdateWriter.Write(update, At).Json) + "}";
        var read = JsonNode.Parse(json)!;

        Assert.DoesNotContain("</script>", json, StringComparison.Ordinal);
        Assert.Equal("it's \"over\"", read["status"]!.GetValue<string>());
    }

    [Fact]
    public void A_message_is_whole_after_one_whose_metrics_could_not_be_written_and_after_a_huge_one()
    {
        var expected = UpdateWriter.Write(Update(42, null), At).Json;
        var metrics = new JsonObject();
        for (var depth = 0; depth < 70; depth++) metrics = new JsonObject { ["deeper"] = metrics };
        var without = UpdateWriter.Write(Update(42, metrics), At);
        Assert.Equal(expected, without.Json);
        Assert.Contains("'deeper' cannot be written as JSON", without.LeftOut, StringComparison.Ordinal);
        Assert.Equal(expected, UpdateWriter.Write(Update(42, null), At).Json);

        Assert.True(UpdateWriter.Write(Update(42, new JsonObject { ["log"] = new string('x', 100_000) }), At).Json.Length > 100_000);
        Assert.Equal(expected, UpdateWriter.Write(Update(42, null), At).Json);
    }

    [Theory]
    [InlineData("принято")]
    [InlineData("통과 合格 ترجمة")]
    [InlineData("🎉")]
    [InlineData("a🎉б𝔸一🎉🎉")]
    public void Text_of_any_language_counts_once_however_the_metrics_were_made(string text)
    {
        var given = new JsonObject { [text] = text, ["list"] = new JsonArray(text), ["clr"] = JsonValue.Create(new Dictionary<string, string> { [text] = text }) };
        var parsed = JsonNode.Parse($$"""{"{{text}}":"{{text}}","list":["{{text}}"],"clr":{"{{text}}":"{{text}}"} }""")!.AsObject();
        var escaped = JsonNode.Parse(JsonSerializer.Serialize(given))!.AsObject();
        var expected = $"\"status\":\"{text}\",\"metrics\":{{\"{text}\":\"{text}\",\"list\":[\"{text}\"],\"clr\":{{\"{text}\":\"{text}\"}}}},";

        Assert.All([given, parsed, escaped], metrics => Assert.Contains(
            expected, Encoding.UTF8.GetString(UpdateWriter.Write(Update(42, metrics) with { Status = text }, At).Json), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<", "\\u003C")]
    [InlineData(">", "\\u003E")]
    [InlineData("&", "\\u0026")]
    [InlineData("'", "\\u0027")]
    [InlineData("\"", "\\u0022")]
    [InlineData("\\", "\\\\")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\u0000", "\\u0000")]
    [InlineData("\n", "\\n")]
    public void What_could_break_out_is_escaped_between_and_after_emoji_too(string text, string escaped)
    {
        var json = Encoding.UTF8.GetString(UpdateWriter.Write(Update(42, new JsonObject { ["m"] = $"🎉{text}🎉{text}" }), At).Json);

        Assert.Contains($"\"m\":\"🎉{escaped}🎉{escaped}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_becomes_the_replacement_character_between_and_after_emoji_too()
    {
        // Not as the data of a theory: an attribute cannot hold half a character.
        foreach (var half in new[] { "\ud800", "\udc00", "\udc00\ud800" })
        {
            var json = Encoding.UTF8.GetString(UpdateWriter.Write(Update(42, new JsonObject { ["m"] = $"🎉{half}🎉{half}" }), At).Json) + "}";
            var replaced = new string('\ufffd', half.Length);
            Assert.Equal($"🎉{replaced}🎉{replaced}", JsonNode.Parse(json)!["metrics"]!["m"]!.GetValue<string>());
        }
    }

    [Fact]
    public void Whatever_is_written_is_read_back_and_a_page_could_hold_it()
    {
        var random = new Random(15);
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => AnyRune(random).ToString()));
            var fromClr = Metrics(new JsonObject { ["m"] = text });
            var parsed = Metrics(JsonNode.Parse(JsonSerializer.Serialize(new Dictionary<string, string> { ["m"] = text }))!.AsObject());

            Assert.Equal(fromClr, parsed);
            Assert.DoesNotContain(fromClr, c => c is '<' or '>' or '&' or '\'' or '\u2028' or '\u2029');
            Assert.Equal(text, JsonNode.Parse(fromClr)!["metrics"]!["m"]!.GetValue<string>());
        }

        string Metrics(JsonObject metrics) => Encoding.UTF8.GetString(UpdateWriter.Write(Update(42, metrics), At).Json) + "}";
    }

    /// <summary>64 of each character that a status can hold: none takes more than 6 bytes, so that 1,024 hold every update without metrics.</summary>
    [Fact]
    public void No_status_takes_more_than_6_bytes_for_a_character()
    {
        var one = UpdateWriter.Write(Update(42, null) with { Status = "x" }, At).Json.Length - 1;
        for (var first = 0; first < 0x11_0000; first += 32)
        {
            if (first is >= 0xD800 and < 0xE000) continue;
            var text = string.Concat(Enumerable.Range(first, 32).Select(char.ConvertFromUtf32));
            if (text.All(c => char.IsControl(c) || char.IsWhiteSpace(c))) continue;
            SubmissionStatus status = text;
            Assert.InRange(UpdateWriter.Write(Update(42, null) with { Status = status }, At).Json.Length - one, 1, 6 * status.Value.Length);
        }
    }

    private static Rune AnyRune(Random random)
    {
        while (true)
        {
            var most = random.Next(4) switch { 0 => 0x80, 1 => 0x800, 2 => 0x1_0000, _ => 0x11_0000 };
            if (Rune.TryCreate(random.Next(most), out var rune)) return rune;
        }
    }

    private static SubmissionUpdate Update(long submission, JsonObject? metrics) =>
        new() { ProblemId = 1, SubmissionId = submission, Status = SubmissionStatus.Accepted, Metrics = metrics };
}
