using System.CommandLine;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Trace;

/// <summary>Shows the path of one submission's updates, as all processes remember it.</summary>
internal static class TraceCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    public static Command Create(Output output, TimeProvider time)
    {
        var submission = new Argument<string>("SUBMISSION") { Description = "The submission." };
        var problem = CommonOptions.Problem("Its problem. Default: any.");
        var redis = CommonOptions.Redis();
        var prefix = CommonOptions.KeyPrefix();
        var command = new Command("trace", "Shows the path of one submission's updates: reported, stored, received by which node, written to how many clients.")
        {
            submission, problem, redis, prefix,
        };
        command.SetAction(async (call, cancellationToken) =>
        {
            var id = CommonOptions.SubmissionOf(call.GetRequiredValue(submission));
            ProblemId? of = call.GetValue(problem) is { } text ? CommonOptions.ProblemOf(text) : (ProblemId?)null;
            var address = CommonOptions.RedisOf(call, redis);
            if (RedisServices.Wrong(address) is { } wrong) throw new WrongUsageException(wrong);
            var services = RedisServices.Create(address, call.GetValue(prefix), time);
            await using var servicesDisposal = services.ConfigureAwait(false);
            using var timeout = new CancellationTokenSource(Deadline, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                var path = await UpdatePath.AskAsync(services, of, id, limit.Token).ConfigureAwait(false);
                TracePrinter.Print(path, output.Terminal);
                return path.Hops.Count > 0 ? ExitCode.Ok : ExitCode.Broken;
            }
            catch (SubmissionTransportException broken)
            {
                await output.Out.WriteLineAsync($"The processes cannot be asked. {broken.Message}").ConfigureAwait(false);
                return ExitCode.Broken;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await output.Out.WriteLineAsync("The processes cannot be asked: Redis did not answer in time. Ask the doctor: live-submissions doctor").ConfigureAwait(false);
                return ExitCode.Broken;
            }
        });
        return command;
    }
}
