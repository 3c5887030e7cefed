using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>What a transport told of one entry.</summary>
internal readonly record struct Notification(string Epoch, long Predecessor, LogEntry Entry);
