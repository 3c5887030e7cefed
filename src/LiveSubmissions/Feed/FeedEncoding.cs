namespace LiveSubmissions;

/// <summary>How an endpoint writes a batch. What it makes is made once per batch and shared by every cursor that is given the batch.</summary>
/// <typeparam name="T">What it makes; it must never be changed afterwards.</typeparam>
internal abstract class FeedEncoding<T>
    where T : class
{
    public abstract T Encode(FeedBatch batch);
}
