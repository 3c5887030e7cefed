using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>The command <c>broadcast</c>: a manual broadcast, step 4 of the troubleshooting guide.</summary>
internal static class BroadcastCommand
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Command Create(Output output, TimeProvider time)
    {
        var problem = new Option<string>("--problem") { Description = "The problem whose followers are told.", HelpName = "ID", Required = true };
        var submission = new Option<string>("--submission") { Description = "The submission.", HelpName = "ID", Required = true };
        var status = new Option<string>("--status") { Description = "Its new status, such as evaluating or accepted.", HelpName = "STATUS", Required = true };
        var metrics = new Option<string?>("--metrics") { Description = "A JSON object, such as '{\"test\": 0.95}'.", HelpName = "JSON" };
        var revision = new Option<long?>("--revision") { Description = "The row's version. Without it, the log may refuse the update, and a page may ignore it.", HelpName = "N" };
        var progress = new Option<double?>("--progress") { Description = "How much of the evaluation is done: 0 to 1.", HelpName = "SHARE" };
        var user = new Option<string?>("--user") { Description = "The submission's user (SubmissionUpdate.UserId). The host at --url knows the name of the user's group.", HelpName = "ID" };
        var groups = CommonOptions.Groups("An additional group to send to, by its name in the application: user_submissions_7. Over Redis only; may be given several times.");
        var redis = CommonOptions.Redis();
        var prefix = CommonOptions.KeyPrefix();
        var url = new Option<string?>("--url") { Description = "The host whose development endpoint (MapLiveSubmissionsDoctor) broadcasts the update, instead of Redis.", HelpName = "URL" };
        var headers = CommonOptions.Headers();
        var command = new Command("broadcast", "Sends an update by hand.") { problem, submission, status, metrics, revision, progress, user, groups, redis, prefix, url, headers };
        command.SetAction(async (call, cancellationToken) =>
        {
            var update = new SubmissionUpdate
            {
                ProblemId = CommonOptions.ParseProblem(call.GetRequiredValue(problem)),
                SubmissionId = CommonOptions.ParseSubmission(call.GetRequiredValue(submission)),
                Status = ParseStatus(call.GetRequiredValue(status)),
                Metrics = ParseMetrics(call.GetValue(metrics)),
                Revision = call.GetValue(revision),
                Progress = call.GetValue(progress),
                UserId = call.GetValue(user),
            };
            var additional = CommonOptions.ParseGroups(call.GetValue(groups));
            if (call.GetValue(url) is { } text)
            {
                if (call.GetResult(redis) is not null) throw new WrongUsageException("Give --redis or --url, not both.");
                if (additional.Count > 0) throw new WrongUsageException("The host at --url chooses the groups itself: give --user instead of --group.");
                using var http = new ServerRequests(CommonOptions.ParseHeaders(call.GetValue(headers)));
                return await SendAsync(new HostSender(ServerUrl.Parse(text, "--url"), http), update, output, cancellationToken).ConfigureAwait(false);
            }

            if (update.UserId is not null) throw new WrongUsageException("Over Redis, the tool does not know the name of a user's group: name it with --group, or use a host with --url.");
            var address = CommonOptions.RedisUrlFrom(call, redis);
            if (RedisServices.UrlError(address) is { } wrong) throw new WrongUsageException(wrong);
            var services = RedisServices.Create(address, call.GetValue(prefix), time, additional);
            await using var servicesDisposal = services.ConfigureAwait(false);
            return await SendAsync(new RedisSender(services.Get<ISubmissionBroadcaster>()), update, output, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> SendAsync(UpdateSender sender, SubmissionUpdate update, Output output, CancellationToken cancellationToken)
    {
        var what = $"submission_id={update.SubmissionId}, problem_id={update.ProblemId}, status={update.Status}";
        BroadcastAnswer answer;
        try
        {
            answer = await sender.SendAsync(update, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUsageException(wrong.Message);
        }

        if (answer.LeftOut is { } leftOut) await output.Out.WriteLineAsync($"Left out or changed: {leftOut}").ConfigureAwait(false);
        await PrintAsync(answer, what, output).ConfigureAwait(false);
        foreach (var (group, told) in answer.AdditionalGroups) await PrintAsync(told, $"{what}, group={group}", output).ConfigureAwait(false);
        if (answer.IsHeld && update.UserId is not null && answer.AdditionalGroups.Count == 0)
        {
            await output.Out.WriteLineAsync("The update went to no group of the user: the host's ISubmissionGroupNaming.AdditionalGroups returns none for it.").ConfigureAwait(false);
        }

        return answer.IsHeld && answer.AdditionalGroups.All(static group => group.Answer.IsHeld) ? ExitCode.Ok : ExitCode.Broken;
    }

    private static Task PrintAsync(BroadcastAnswer answer, string what, Output output)
    {
        if (answer.IsHeld) return output.Out.WriteLineAsync($"{(answer.IsAccepted ? "Accepted" : "Already known")}: {what}, position={answer.Position}");
        var fix = answer.Outcome == "skipped" ? $" Set {CommonOptions.RedisSetting}, or give --redis or --url." : "";
        return output.Out.WriteLineAsync($"{char.ToUpperInvariant(answer.Outcome[0])}{answer.Outcome[1..]}: {what} ({answer.Reason}){fix}");
    }

    private static SubmissionStatus ParseStatus(string text)
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

    private static JsonObject? ParseMetrics(string? text)
    {
        if (text is null) return null;
        try
        {
            var metrics = JsonNode.Parse(text, documentOptions: Strict) as JsonObject
                ?? throw new WrongUsageException("--metrics is not a JSON object. Write it as '{\"test\": 0.95}'.");

            // Reads all of it: only then is half a character (an unpaired surrogate) found.
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
