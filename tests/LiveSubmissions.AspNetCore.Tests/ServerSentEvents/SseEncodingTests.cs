using LiveSubmissions.AspNetCore.ServerSentEvents;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

public sealed class SseEncodingTests
{
    [Fact]
    public void A_batch_is_one_run_of_blocks_made_once_for_all_connections()
    {
        var batch = Batches.Entries(
            Batches.Entry(1, """{"submission_id":1""", ""","revision":7"""), Batches.Entry(long.MaxValue, """{"submission_id":"é" """.TrimEnd()));

        var messages = batch.Encode(SseEncoding.Dialect.Encoding);

        Assert.Equal(
            [
                "event: submission_update\nid: e:1\ndata: {\"submission_id\":1,\"revision\":7,\"sequence\":1}\n\n"
                + "event: submission_update\nid: e:9223372036854775807\ndata: {\"submission_id\":\"é\",\"sequence\":9223372036854775807}\n\n",
            ],
            messages.Texts());
        Assert.Same(messages, batch.Encode(SseEncoding.Dialect.Encoding));
    }

    [Fact]
    public void A_line_end_that_another_broadcaster_wrote_between_the_fields_does_not_end_the_event()
    {
        var batch = Batches.Entries(Batches.Entry(1, "{\r\n\"submission_id\":\n1"));

        Assert.Equal(
            ["event: submission_update\nid: e:1\ndata: {  \"submission_id\": 1,\"sequence\":1}\n\n"], batch.Encode(SseEncoding.Dialect.Encoding).Texts());
    }
}
