using System.CommandLine;
using System.Globalization;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tool.CommandLine;
using Spectre.Console;

namespace LiveSubmissions.Tool.Trace;

/// <summary>The command <c>trace</c>: shows the path of one submission's updates, as the processes remember it.</summary>
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
            var id = CommonOptions.ParseSubmission(call.GetRequiredValue(submission));
            ProblemId? of = call.GetValue(problem) is { } text ? CommonOptions.ParseProblem(text) : (ProblemId?)null;
            var address = CommonOptions.RedisUrlFrom(call, redis);
            if (RedisServices.UrlError(address) is { } wrong) throw new WrongUsageException(wrong);
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

/// <summary>Prints the path as a table.</summary>
internal static class TracePrinter
{
    public static void Print(UpdatePath path, IAnsiConsole console)
    {
        if (path.Hops.Count > 0) console.Write(Table(path));
        if (path.InLog is { } log) console.Write(new Text($"The log has it as {log.State.Status}, since {log.AcceptedAt:u}.\n"));
        foreach (var deaf in path.Deaf) console.Write(new Text($"The {deaf} did not answer: ask the doctor why (live-submissions doctor).\n"));
        if (path.Hops.Count > 0) return;
        console.Write(new Text(
            $"{path.Asked} processes answered, and none remembers an update of submission {path.Submission}: it was never broadcast, or the process that did has ended, or thousands of "
            + "updates followed. To see what the log has: live-submissions doctor --submission ID --problem ID\n"));
    }

    private static Table Table(UpdatePath path)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("update", "hop", "at (UTC)", "after", "by", "to");
        PathHop? before = null;
        var number = 0;
        foreach (var hop in path.Hops)
        {
            var isNew = before?.Operation != hop.Operation;
            if (isNew && before is not null) table.AddEmptyRow();
            if (isNew) number++;
            table.AddRow(
                new Text(isNew ? $"{number}. {hop.Status}" : ""),
                new Text(Name(hop.Hop)),
                new Text(hop.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                new Text(isNew ? "" : Printable.Duration(hop.At - before!.At)),
                new Text(hop.Process),
                new Text(hop.Hop == TraceHop.Written ? $"{hop.Clients} waiting clients" : hop.Group));
            before = hop;
        }

        return table;
    }

    /// <summary>Storing and publishing are one step of the log.</summary>
    private static string Name(string hop) => hop == TraceHop.Stored ? "stored, published" : hop;
}
