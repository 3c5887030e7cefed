using System.CommandLine;
using System.Text.Json;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>The troubleshooting guide as a command.</summary>
internal static class DoctorCommand
{
    private const double LongestSeconds = 9.5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Output output, TimeProvider time)
    {
        var redis = CommonOptions.Redis();
        var prefix = CommonOptions.KeyPrefix();
        var url = new Option<string?>("--url") { Description = "The web app as its pages reach it: http://localhost:8100, or the WebSocket's address that the browser shows.", HelpName = "URL" };
        var origin = new Option<string?>("--origin") { Description = "Where the page comes from, for instance http://localhost:8101.", HelpName = "ORIGIN" };
        var problem = CommonOptions.Problem("The problem. Default: the one in --url, else 1.");
        var submission = new Option<string?>("--submission") { Description = "The submission of which somebody says that it did not update.", HelpName = "ID" };
        var group = new Option<string?>("--group") { Description = "The additional group that the page follows, as the application names it: user_submissions_7.", HelpName = "NAME" };
        var rows = new Option<string?>("--rows") { Description = "What the page loads its rows from, to see whether the submission is among them.", HelpName = "URL" };
        var broadcast = new Option<bool>("--broadcast") { Description = "Send a real update (submission 999, accepted) to the problem's followers, and see whether it arrives." };
        var headers = CommonOptions.Headers();
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var timeout = new Option<double>("--timeout") { Description = "How long it may take, in seconds: 1 to 9.5.", HelpName = "S", DefaultValueFactory = _ => 9 };
        var command = new Command("doctor", "Names the broken hop between a worker and a page, its cause and its fix.")
        {
            redis, prefix, url, origin, problem, submission, group, rows, broadcast, headers, json, timeout,
        };
        command.SetAction(async (call, cancellationToken) =>
        {
            var server = call.GetValue(url) is { } text ? ServerUrl.Parse(text, "--url") : null;
            var request = new DoctorRequest
            {
                Redis = CommonOptions.RedisOf(call, redis),
                KeyPrefix = call.GetValue(prefix),
                Server = server,
                Origin = call.GetValue(origin)?.TrimEnd('/'),
                Problem = call.GetValue(problem) ?? server?.Problem,
                Submission = call.GetValue(submission) ?? server?.Submission,
                Group = call.GetValue(group) is { } name ? CommonOptions.GroupsOf([name])[0] : null,
                Rows = RowsOf(call.GetValue(rows)),
                Broadcast = call.GetValue(broadcast),
                Headers = CommonOptions.HeadersOf(call.GetValue(headers)),
                Limit = LimitOf(call.GetValue(timeout)),
            };
            Check(request);
            var report = await DoctorRun.RunAsync(request, time, cancellationToken).ConfigureAwait(false);
            if (call.GetValue(json)) await output.Out.WriteLineAsync(report.ToJson().ToJsonString(Indented)).ConfigureAwait(false);
            else DoctorPrinter.Print(report, output.Terminal);
            return report.FirstFailure is null ? ExitCode.Ok : ExitCode.Broken;
        });
        return command;
    }

    private static void Check(DoctorRequest request)
    {
        if (request.Problem is { } problem && request.Server is null) CommonOptions.ProblemOf(problem);
        if (request.Submission is { } submission)
        {
            if (request.Problem is null) throw new WrongUsageException("--submission needs --problem: which problem's page does not show it?");
            CommonOptions.ProblemOf(request.Problem);
            CommonOptions.SubmissionOf(submission);
        }

        if (request.Group is not null && string.IsNullOrWhiteSpace(request.Redis)) throw new WrongUsageException("--group needs --redis: it is looked for there.");
        if (request is { Broadcast: true, Group: null, Server.Group: not null }) throw new WrongUsageException("--broadcast to an additional group's address needs --group: what does the application call that group?");
        if (request.Rows is not null && request.Submission is null) throw new WrongUsageException("--rows needs --submission: which one should be among them?");
        if (request is { Server: null, Origin: not null }) throw new WrongUsageException("--origin needs --url: which server should let it in?");
        if (request is { Server: null, Broadcast: true }) throw new WrongUsageException("--broadcast needs --url: at which server should it arrive? To send only: live-submissions broadcast");
    }

    private static TimeSpan LimitOf(double seconds) => seconds is >= 1 and <= LongestSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new WrongUsageException("--timeout must be 1 to 9.5 seconds.");

    private static Uri? RowsOf(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri
        : throw new WrongUsageException("--rows is not an http address without a user: write it as http://localhost:8100/api/problems/1/submissions");
}
