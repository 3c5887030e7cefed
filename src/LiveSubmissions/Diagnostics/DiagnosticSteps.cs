using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Feed;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>The steps that a process can run by itself, in the order in which an update travels.</summary>
[Experimental("LSUB001")]
public sealed class DiagnosticSteps
{
    internal DiagnosticSteps(ISubmissionTransport transport, RoundTripProbe probe, TimeProvider time)
    {
        All =
        [
            new ConfigurationStep(transport), new TransportStep(transport, time), new EvictionStep(transport), new ClocksStep(transport),
            new RoundTripStep(transport, probe), new NodesStep(transport), new VersionsStep(),
            new WorkersStep(transport), new UnfinishedStep(), new RecordsStep(), new OutboxStep(transport), new MirrorsStep(), new ClientsStep(transport),
        ];
    }

    /// <summary>The steps.</summary>
    public IReadOnlyList<IDiagnosticStep> All { get; }
}
