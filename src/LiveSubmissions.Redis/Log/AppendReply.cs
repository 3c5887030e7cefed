using LiveSubmissions.Log;

namespace LiveSubmissions.Redis.Log;

/// <summary>What the append script answered.</summary>
/// <param name="Result">What the log did, or <see langword="null"/>: it came too late and was not looked at.</param>
/// <param name="Clock">The log's clock, in microseconds.</param>
internal readonly record struct AppendReply(AppendResult? Result, long Clock);
