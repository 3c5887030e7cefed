using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.Log;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Sends through the development endpoint of a host. The host then broadcasts the update.</summary>
internal sealed class HostSender(ServerUrl server, ServerRequests http) : UpdateSender
{
    public override async Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancellationToken)
    {
        // The host corrects the update too, but it sees only the JSON. So the update is corrected here, and the command can report all changes.
        update = UpdateValidator.Correct(update, out var leftOut);
        var body = new JsonObject
        {
            ["problem_id"] = Id(update.ProblemId.ToString(), update.ProblemId.IsNumber),
            ["submission_id"] = Id(update.SubmissionId.ToString(), update.SubmissionId.IsNumber),
            ["status"] = update.Status.Value,
            ["metrics"] = update.Metrics?.DeepClone(),
        };
        if (update.UserId is { } user) body["user_id"] = user;
        if (update.Revision is { } revision) body["revision"] = revision;
        if (update.Progress is { } progress) body["progress"] = progress;
        try
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            var answer = Read(await http.PostAsync(server.Broadcast(), content, cancellationToken).ConfigureAwait(false));
            return answer with { LeftOut = leftOut is not null && answer.LeftOut is not null ? $"{leftOut}; {answer.LeftOut}" : leftOut ?? answer.LeftOut };
        }
        catch (HttpRequestException exception)
        {
            var (cause, fix) = ConnectionFault.Explain(exception, server);
            return BroadcastAnswer.Failed($"{cause} {fix}");
        }
    }

    private BroadcastAnswer Read(ServerAnswer answer)
    {
        try
        {
            if (JsonNode.Parse(answer.Text) is JsonObject json && Read(json) is { } read)
            {
                return read with { AdditionalGroups = [.. (json["further"] as JsonArray ?? []).OfType<JsonObject>().Select(static group => (group["group"]?.GetValue<string>() ?? "", Read(group) ?? BroadcastAnswer.Failed("")))] };
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It is not the response of that endpoint. The status says what is wrong.
        }

        return BroadcastAnswer.Failed(answer.Status switch
        {
            404 or 405 => $"{server.Broadcast()} answers {answer.Status}: map it with app.MapLiveSubmissionsDoctor(); it is there in development, or behind an authorization policy.",
            401 or 403 => $"{server.Broadcast()} answers {answer.Status}: its policy refuses this request; give --header 'Cookie: …' or 'Authorization: …'.",
            _ => $"{server.Broadcast()} answers {answer.Status}: {Short(answer.Text)}",
        });
    }

    private static BroadcastAnswer? Read(JsonObject json) => json["outcome"]?.GetValue<string>() is { } outcome
        ? new BroadcastAnswer(outcome, json["position"]?.GetValue<string>(), json["reason"]?.GetValue<string>(), json["left_out"]?.GetValue<string>())
        : null;

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];

    private static JsonValue Id(string text, bool isNumber) => isNumber && long.TryParse(text, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
}
