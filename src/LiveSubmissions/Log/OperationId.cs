using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>Names one broadcast, so that a retry of it is known as such: <c>{broadcaster}:{counter}</c>.</summary>
/// <param name="Broadcaster">The broadcaster's random id, made when it is created: ASCII letters and digits.</param>
/// <param name="Counter">Grows by one with every update that the broadcaster is given.</param>
public readonly record struct OperationId(string Broadcaster, long Counter)
{
    /// <summary><c>{broadcaster}:{counter}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Broadcaster}:{Counter}");
}
