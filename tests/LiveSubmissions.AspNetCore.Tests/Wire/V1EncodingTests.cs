using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

public sealed class V1EncodingTests
{
    private readonly V1Encoding _encoding = new();

    [Fact]
    public void One_entry_is_an_object_with_its_sequence_last()
    {
        var batch = Batches.Entries(Batches.Entry(1763913600123456, """{"submission_id":1""", ""","revision":7"""));

        Assert.Equal(["""{"submission_id":1,"revision":7,"sequence":1763913600123456}"""], _encoding.Encode(batch).Texts());
    }

    [Fact]
    public void Several_entries_are_one_array()
    {
        var batch = Batches.Entries(
            Batches.Entry(1, """{"submission_id":1"""), Batches.Entry(2, """{"submission_id":2"""), Batches.Entry(long.MaxValue, """{"submission_id":3"""));

        Assert.Equal(
            ["""[{"submission_id":1,"sequence":1},{"submission_id":2,"sequence":2},{"submission_id":3,"sequence":9223372036854775807}]"""],
            _encoding.Encode(batch).Texts());
    }

    [Theory]
    [InlineData(true, """{"type":"heartbeat","position":"e:9","verified":true}""")]
    [InlineData(false, """{"type":"heartbeat","position":"e:9","verified":false}""")]
    public void A_heartbeat_says_whether_it_is_certain(bool verified, string expected) =>
        Assert.Equal([expected], _encoding.Encode(new FeedBatch(FeedBatchKind.Heartbeat, new FeedPosition("e", 9), verified: verified)).Texts());

    [Theory]
    [InlineData(ResyncReason.Epoch, "epoch")]
    [InlineData(ResyncReason.Trimmed, "trimmed")]
    [InlineData(ResyncReason.Ahead, "ahead")]
    public void A_resync_says_why(ResyncReason reason, string name) => Assert.Equal(
        [$$"""{"type":"resync","position":"e:9","reason":"{{name}}"}"""],
        _encoding.Encode(new FeedBatch(FeedBatchKind.Resync, new FeedPosition("e", 9), reason: reason)).Texts());

    [Theory]
    [InlineData(10_000, "10")]
    [InlineData(100, "0.1")]
    public void A_hello_says_how_often_heartbeats_come(int milliseconds, string seconds) => Assert.Equal(
        [$$"""{"type":"hello","position":"e:0","resumed":false,"complete":true,"heartbeat_seconds":{{seconds}}}"""],
        V1Messages.Hello(new HelloFields(new FeedPosition("e", 0), Resumed: false, Complete: true, IsOwnPosition: true, TimeSpan.FromMilliseconds(milliseconds))).Texts());
}
