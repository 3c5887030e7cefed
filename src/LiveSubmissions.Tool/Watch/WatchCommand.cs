using System.CommandLine;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Watch;

/// <summary>The command <c>watch</c>: follows a problem, or an additional group, in the terminal.</summary>
internal static class WatchCommand
{
    public static Command Create(Output output, TimeProvider time)
    {
        var url = new Argument<string>("URL") { Description = "The WebSocket's address, ws://localhost:8100/ws/problems/1/submissions/ (or an additional group's: …/ws/users/7/submissions/), or the web app's with --problem." };
        var problem = CommonOptions.Problem("The problem, if the URL does not name it.");
        var submission = new Option<string?>("--submission") { Description = "Follow this submission only.", HelpName = "ID" };
        var headers = CommonOptions.Headers();
        var command = new Command("watch", "Follows a problem or an additional group: a live table in a terminal, else one line per update. Ctrl+C ends it.") { url, problem, submission, headers };
        command.SetAction(async (call, cancellationToken) =>
        {
            var server = ServerUrl.Parse(call.GetRequiredValue(url), "URL");
            var of = call.GetValue(problem) ?? server.Problem;
            var only = call.GetValue(submission) ?? server.Submission;
            if (of is null && server.Group is not null && only is not null) throw new WrongUsageException("--submission needs --problem: an additional group's submissions cannot be followed one by one.");
            var path = of is not null ? ServerUrl.View(of, only)
                : server.Group ?? throw new WrongUsageException("The URL names nothing to follow. Give it as ws://…/ws/problems/1/submissions/, or add --problem.");
            var title = $"{(of is null ? path : $"Problem {of}")}, {server.HostAndPort}";
            var given = CommonOptions.ParseHeaders(call.GetValue(headers));
            try
            {
                var end = output.IsLive
                    ? await InTableAsync(view => new WatchClient(server, path, given, view, time), title, output, time, cancellationToken).ConfigureAwait(false)
                    : await new WatchClient(server, path, given, new LineView(output.Out, output.Error), time).RunAsync(cancellationToken).ConfigureAwait(false);
                await output.Error.WriteLineAsync($"The server closed the connection for good ({end.Code}): {end.Reason}{Fix(end)}").ConfigureAwait(false);
                return ExitCode.Broken;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Ok;
            }
        });
        return command;
    }

    private static async Task<ServerMessage.Closed> InTableAsync(
        Func<IWatchView, WatchClient> createClient, string title, Output output, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = new TableView(title, output.Terminal, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drawing = view.RunAsync(ended.Token);
        var following = createClient(view).RunAsync(ended.Token);
        try
        {
            // If drawing ends first, for instance by an error, following ends too.
            if (await Task.WhenAny(drawing, following).ConfigureAwait(false) == drawing) await drawing.ConfigureAwait(false);
            return await following.ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await drawing.ConfigureAwait(false);
        }
    }

    private static string Fix(ServerMessage.Closed end) => end.Code is 4401 or 4403 ? " Give the page's cookie with --header 'Cookie: …'." : "";
}
