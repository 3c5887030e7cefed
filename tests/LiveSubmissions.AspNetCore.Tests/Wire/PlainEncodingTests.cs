using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

public sealed class PlainEncodingTests
{
    private readonly PlainEncoding _encoding = new();

    [Fact]
    public void Each_entry_is_a_message_of_its_own_with_the_plain_fields_alone()
    {
        var batch = Batches.Entries(
            Batches.Entry(5, """{"submission_id":1,"status":"é" """.TrimEnd(), ""","revision":7"""),
            Batches.Entry(6, """{"submission_id":2"""));

        Assert.Equal(["""{"submission_id":1,"status":"é"}""", """{"submission_id":2}"""], _encoding.Encode(batch).Texts());
    }

    [Fact]
    public void Heartbeats_are_not_written() =>
        Assert.Equal(0, _encoding.Encode(new FeedBatch(FeedBatchKind.Heartbeat, new FeedPosition("e", 1), verified: true)).Count);

    [Fact]
    public void A_batch_is_encoded_once_for_all_connections()
    {
        var batch = Batches.Entries(Batches.Entry(5, "{"));

        Assert.Same(batch.Encode(Dialect.Plain.Encoding), batch.Encode(Dialect.Plain.Encoding));
        Assert.NotSame(batch.Encode(Dialect.Plain.Encoding), batch.Encode(Dialect.V1.Encoding));
    }
}
