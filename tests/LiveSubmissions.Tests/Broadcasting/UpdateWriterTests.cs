using System.Text;
using System.Text.Json.Nodes;
using LiveSubmissions.Broadcasting;

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
    public void A_message_is_whole_after_one_that_could_not_be_written_and_after_a_huge_one()
    {
        var expected = UpdateWriter.Write(Update(42, null), At).Json;
        var metrics = new JsonObject();
        for (var depth = 0; depth < 70; depth++) metrics = new JsonObject { ["deeper"] = metrics };
        Assert.Throws<ArgumentException>(() => UpdateWriter.Write(Update(42, metrics), At));
        Assert.Equal(expected, UpdateWriter.Write(Update(42, null), At).Json);

        Assert.True(UpdateWriter.Write(Update(42, new JsonObject { ["log"] = new string('x', 100_000) }), At).Json.Length > 100_000);
        Assert.Equal(expected, UpdateWriter.Write(Update(42, null), At).Json);
    }

    [Fact]
    public void Metrics_nested_too_deep_are_wrong_use_with_a_mend()
    {
        var metrics = new JsonObject();
        for (var depth = 0; depth < 70; depth++) metrics = new JsonObject { ["deeper"] = metrics };
        var error = Assert.Throws<ArgumentException>(() => UpdateWriter.Write(Update(42, metrics), At));

        Assert.Contains("nested less than 64 deep", error.Message, StringComparison.Ordinal);
    }

    private static SubmissionUpdate Update(long submission, JsonObject? metrics) =>
        new() { ProblemId = 1, SubmissionId = submission, Status = SubmissionStatus.Accepted, Metrics = metrics };
}
