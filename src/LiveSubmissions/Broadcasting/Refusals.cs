using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>What a broadcast is told when the order rules keep its update out, whether the log applied them or the outbox did.</summary>
internal static class Refusals
{
    public static BroadcastResult ToResult(RefusalReason refusal) => BroadcastResult.Refused(refusal switch
    {
        RefusalReason.OlderRevision => "older revision",
        RefusalReason.SameRevision => "same revision, other state: the revision must grow with every change",
        RefusalReason.OlderOperation => "a newer update was given by the same broadcaster",
        _ => "a newer update was given by another broadcaster",
    });

    public static BroadcastResult ToResult(AppendResult result) => result.Refusal switch
    {
        RefusalReason.None => BroadcastResult.Accepted(result.Position),
        RefusalReason.AlreadyKnown => BroadcastResult.AlreadyKnown(result.Position),
        _ => ToResult(result.Refusal),
    };
}
