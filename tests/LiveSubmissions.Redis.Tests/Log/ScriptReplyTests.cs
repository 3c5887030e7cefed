using LiveSubmissions.Log;
using LiveSubmissions.Redis.Scripts;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests.Log;

public sealed class ScriptReplyTests
{
    [Theory]
    [InlineData("ok", RefusalReason.None)]
    [InlineData("same", RefusalReason.None)]
    [InlineData("known", RefusalReason.AlreadyKnown)]
    [InlineData("older revision", RefusalReason.OlderRevision)]
    [InlineData("same revision", RefusalReason.SameRevision)]
    [InlineData("other log", RefusalReason.OtherLog)]
    [InlineData("older operation", RefusalReason.OlderOperation)]
    [InlineData("given earlier", RefusalReason.GivenEarlier)]
    public void An_append_is_told_what_the_log_did_and_where(string outcome, RefusalReason refusal)
    {
        var reply = ScriptReply.Append(Reply(outcome, "9f2c", "1763913600123456", "1763913600123457", "9f2c.1763913600000000"));
        Assert.Equal(new AppendReply(new AppendResult(new FeedPosition("9f2c", 1763913600123456), refusal, "9f2c.1763913600000000"), 1763913600123457), reply);
    }

    [Fact]
    public void A_late_append_brings_the_logs_clock_and_no_result() =>
        Assert.Equal(new AppendReply(null, 17), ScriptReply.Append(Reply("late", "", "0", "17", "")));

    [Theory]
    [InlineData("okay", "9f2c", "1", "2", "9f2c.1")]
    [InlineData("ok", "", "1", "2", "9f2c.1")]
    [InlineData("ok", "9f 2c", "1", "2", "9f2c.1")]
    [InlineData("ok", "9f2c", "-1", "2", "9f2c.1")]
    [InlineData("ok", "9f2c", " 1", "2", "9f2c.1")]
    [InlineData("ok", "9f2c", "1.5", "2", "9f2c.1")]
    [InlineData("ok", "9f2c", "1", "", "9f2c.1")]
    [InlineData("ok", "9f2c", "1", "1.7e+15", "9f2c.1")]
    [InlineData("ok", "9f2c", "1", "2", "")]
    public void A_reply_that_the_script_could_not_have_made_is_an_error(params string[] fields) =>
        Assert.Throws<FormatException>(() => ScriptReply.Append(Reply(fields)));

    [Fact]
    public void A_reply_that_is_too_short_or_no_list_is_an_error()
    {
        Assert.Throws<FormatException>(() => ScriptReply.Append(Reply("ok", "9f2c", "1", "2")));
        Assert.Throws<FormatException>(() => ScriptReply.Append(RedisResult.Create((RedisValue)"ok")));
    }

    // As bytes, like what comes from a server.
    private static RedisResult Reply(params string[] fields) =>
        RedisResult.Create(Array.ConvertAll(fields, static field => (RedisValue)System.Text.Encoding.UTF8.GetBytes(field)));
}
