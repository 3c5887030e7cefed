namespace LiveSubmissions.Redis;

/// <summary>How to reach Redis.</summary>
public sealed class RedisTransportOptions
{
}
