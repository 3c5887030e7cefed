using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether a process holds updates that it could not send, or had one refused that it should have sent.</summary>
internal sealed class OutboxStep(ISubmissionTransport transport) : IDiagnosticStep
{
    private const double PatienceSeconds = 5;

    public string Id => "outbox";

    public string Question => "Is everything sent that was broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var holder = survey.Alive.Where(node => node.Outbox.OldestSeconds > PatienceSeconds).MaxBy(node => node.Outbox.OldestSeconds);
        if (holder is not null)
        {
            return DiagnosticResult.Failed(
                $"The {holder.Name} holds the newest updates of {holder.Outbox.Submissions} submissions back, the first for {Printable.Seconds(holder.Outbox.OldestSeconds)}.",
                $"It keeps trying. Its log says why {transport.Name} does not take them (Deferred submission update).");
        }

        var repeater = survey.Alive.FirstOrDefault(node => node.Outbox.RepeatedRevisions is { Count: > 0 });
        return repeater is null ? DiagnosticResult.Passed("No process holds updates back.") : Repeated(repeater, repeater.Outbox.RepeatedRevisions!);
    }

    private static DiagnosticResult Repeated(NodeReport node, IReadOnlyList<RepeatedRevisionFacts> repeated)
    {
        var (last, others) = (repeated[0], repeated.Count - 1);
        return DiagnosticResult.Failed(
            $"An update of submission {last.Submission} of problem {last.Problem} was refused {Printable.Seconds(last.Seconds)} ago: the {node.Name} gave it revision {last.Revision}, "
            + $"which another state of the submission has already{(others > 0 ? $"; {others} more submissions were refused for this" : "")}.",
            "Give every change of a row a greater revision: raise the row's version in the same statement that changes the status, and broadcast the version that was saved.");
    }
}
