namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>The judges that the set-ups share, each started when it is first needed.</summary>
public sealed class Judges : IAsyncLifetime
{
    private HealthyJudge? _healthy;
    private BreakableJudge? _breakable;

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (_breakable is not null) await _breakable.DisposeAsync();
        if (_healthy is not null) await _healthy.DisposeAsync();
    }

    internal async Task<HealthyJudge> HealthyAsync() => _healthy ??= await HealthyJudge.StartAsync();

    internal async Task<BreakableJudge> BreakableAsync()
    {
        if (_breakable is not null) return _breakable;
        _breakable = await BreakableJudge.StartAsync((await HealthyAsync()).OtherDatabase(3));
        await _breakable.UntilHealthyAsync();
        return _breakable;
    }
}
