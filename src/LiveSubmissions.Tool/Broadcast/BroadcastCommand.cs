using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>The guide's step 4: a manual broadcast.</summary>
internal static class BroadcastCommand
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Command Create(Output output, TimeProvider time)
    {
        var problem = new Option<string>("--problem") { Description = "The problem whose followers are told.", HelpName = "ID", Required = true };
        var submission = new Option<string>("--submission") { Description = "The submission.", HelpName = "ID", Required = true };
        var status = new Option<string>("--status") { Description = "Its new status, such as evaluating or accepted.", HelpName = "STATUS", Required = true };
        var metrics = new Option<string?>("--metrics") { Description = "A JSON object, such as '{\"test\": 0.95}'.", HelpName = "JSON" };
        var revision = new Option<long?>("--revision") { Description = "The row's version: without it an update without revision may be refused, and a page may ignore it.", HelpName = "N" };
        var progress = new Option<double?>("--progress") { Description = "How much of the evaluation is done, 0 to 1.", HelpName = "SHARE" };
        var user = new Option<string?>("--user") { Description = "Whose submission it is (SubmissionUpdate.UserId): the host at --url names the user's group.", HelpName = "ID" };
        var groups = CommonOptions.Groups("An additional group that is told too, as the application names it: user_submissions_7. Over Redis; may be given several times.");
        var redis = CommonOptions.Redis();
        var prefix = CommonOptions.KeyPrefix();
        var url = new Option<string?>("--url") { Description = "The host whose development endpoint broadcasts it (MapLiveSubmissionsDoctor), instead of Redis.", HelpName = "URL" };
        var headers = CommonOptions.Headers();
        var command = new Command("broadcast", "Sends an update by hand.") { problem, submission, status, metrics, revision, progress, user, groups, redis, prefix, url, headers };
        command.SetAction(async (call, cancellationToken) =>
        {
            var update = new SubmissionUpdate
            {
                ProblemId = CommonOptions.ProblemOf(call.GetRequiredValue(problem)),
                SubmissionId = CommonOptions.SubmissionOf(call.GetRequiredValue(submission)),
                Status = StatusOf(call.GetRequiredValue(status)),
                Metrics = MetricsOf(call.GetValue(metrics)),
                Revision = call.GetValue(revision),
                Progress = call.GetValue(progress),
                UserId = call.GetValue(user),
            };
            var additional = CommonOptions.GroupsOf(call.GetValue(groups));
            if (call.GetValue(url) is { } text)
            {
                if (call.GetResult(redis) is not null) throw new WrongUsageException("Give --redis or --url, not both: an update goes one way.");
                if (additional.Count > 0) throw new WrongUsageException("The host at --url names its groups itself: give --user instead of --group.");
                using var http = new ServerRequests(CommonOptions.HeadersOf(call.GetValue(headers)));
                return await SendAsync(new HostBroadcast(ServerUrl.Parse(text, "--url"), http), update, output, cancellationToken).ConfigureAwait(false);
            }

            if (update.UserId is not null) throw new WrongUsageException("Over Redis nobody knows how the application names a user's group: name it with --group, or ask a host with --url.");
            var address = CommonOptions.RedisOf(call, redis);
            if (RedisServices.Wrong(address) is { } wrong) throw new WrongUsageException(wrong);
            var services = RedisServices.Create(address, call.GetValue(prefix), time, additional);
            await using var servicesDisposal = services.ConfigureAwait(false);
            return await SendAsync(new RedisBroadcast(services.Get<ISubmissionBroadcaster>()), update, output, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> SendAsync(ManualBroadcast way, SubmissionUpdate update, Output output, CancellationToken cancellationToken)
    {
        var what = $"submission_id={update.SubmissionId}, problem_id={update.ProblemId}, status={update.Status}";
        BroadcastAnswer answer;
        try
        {
            answer = await way.SendAsync(update, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUsageException(wrong.Message);
        }

        if (answer.LeftOut is { } leftOut) await output.Out.WriteLineAsync($"Left out or changed: {leftOut}").ConfigureAwait(false);
        await SayAsync(answer, what, output).ConfigureAwait(false);
        foreach (var (group, told) in answer.AdditionalGroups) await SayAsync(told, $"{what}, group={group}", output).ConfigureAwait(false);
        if (answer.IsHeld && update.UserId is not null && answer.AdditionalGroups.Count == 0)
        {
            await output.Out.WriteLineAsync("No group of the user was told: the host's ISubmissionGroupNaming.AdditionalGroups names none for this update.").ConfigureAwait(false);
        }

        return answer.IsHeld && answer.AdditionalGroups.All(static group => group.Answer.IsHeld) ? ExitCode.Ok : ExitCode.Broken;
    }

    private static Task SayAsync(BroadcastAnswer answer, string what, Output output)
    {
        if (answer.IsHeld) return output.Out.WriteLineAsync($"{(answer.IsAccepted ? "Accepted" : "Already known")}: {what}, position={answer.Position}");
        var fix = answer.Outcome == "skipped" ? $" Set {CommonOptions.RedisSetting}, or give --redis or --url." : "";
        return output.Out.WriteLineAsync($"{char.ToUpperInvariant(answer.Outcome[0])}{answer.Outcome[1..]}: {what} ({answer.Reason}){fix}");
    }

    private static SubmissionStatus StatusOf(string text)
    {
        try
        {
            return new SubmissionStatus(text);
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUsageException($"--status: {wrong.Message}");
        }
    }

    private static JsonObject? MetricsOf(string? text)
    {
        if (text is null) return null;
        try
        {
            var metrics = JsonNode.Parse(text, documentOptions: Strict) as JsonObject
                ?? throw new WrongUsageException("--metrics is not a JSON object. Write it as '{\"test\": 0.95}'.");

            // Reads all of it: half a character shows only then.
            _ = metrics.ToJsonString();
            return metrics;
        }
        catch (JsonException wrong)
        {
            throw new WrongUsageException($"--metrics is not JSON: {wrong.Message} Write it as '{{\"test\": 0.95}}', quoted for the shell.");
        }
        catch (InvalidOperationException wrong)
        {
            throw new WrongUsageException($"--metrics cannot be sent: {wrong.Message}");
        }
    }
}
