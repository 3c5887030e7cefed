using LiveSubmissions.Doctor.Tests.Processes;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>A broken set-up as it stands: what the doctor is asked, whose readiness is to agree with it, and what to do afterwards.</summary>
internal sealed class Patient : IAsyncDisposable
{
    /// <summary>The doctor's arguments.</summary>
    public required string[] Doctor { get; init; }

    /// <summary>The nodes that have to do with the fault.</summary>
    public required INode[] Nodes { get; init; }

    /// <summary>Nodes that have not: they stay ready.</summary>
    public INode[] Others { get; init; } = [];

    /// <summary>The tool that is asked.</summary>
    public DoctorTool Tool { get; init; } = DoctorTool.Built;

    /// <summary>Fixes what others share, and ends what was started for this set-up alone.</summary>
    public Func<ValueTask> Afterwards { get; init; } = static () => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Afterwards();
}
