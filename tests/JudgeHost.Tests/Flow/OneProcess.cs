using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Flow;

/// <summary>One judge in one process for all tests of a class.</summary>
public sealed class OneProcess : IAsyncLifetime
{
    internal Judge Judge { get; private set; } = null!;

    public async Task InitializeAsync() => Judge = await Judge.OneProcessAsync();

    public async Task DisposeAsync() => await Judge.DisposeAsync();
}
