namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>A machine's clock that is off by some time; what is measured with it is right.</summary>
internal sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
