using System.CommandLine;
using System.Text.Json;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Server;
using LiveSubmissions.Tool.Steps;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>The command <c>doctor</c>: runs the troubleshooting guide's checks.</summary>
internal static class DoctorCommand
{
    private const double LongestSeconds = 9.5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Output output, TimeProvider time)
    {
        var redis = CommonOptions.Redis();
        var prefix = CommonOptions.KeyPrefix();
        var url = new Option<string?>("--url") { Description = "The web app's address as its pages use it: http://localhost:8100, or the address of the WebSocket that the browser shows.", HelpName = "URL" };
        var origin = new Option<string?>("--origin") { Description = "The origin of the page, for instance http://localhost:8101.", HelpName = "ORIGIN" };
        var problem = CommonOptions.Problem("The problem. Default: the one in --url, else 1.");
        var submission = new Option<string?>("--submission") { Description = "The submission that did not update.", HelpName = "ID" };
        var group = new Option<string?>("--group") { Description = "The additional group that the page follows, by its name in the application: user_submissions_7.", HelpName = "NAME" };
        var rows = new Option<string?>("--rows") { Description = "The address from which the page loads its rows, to check that the submission is among them.", HelpName = "URL" };
        var broadcast = new Option<bool>("--broadcast") { Description = "Send a real update (submission 999, accepted) to the problem's followers, and check that it arrives." };
        var headers = CommonOptions.Headers();
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var timeout = new Option<double>("--timeout") { Description = "How long the checks may take, in seconds: 1 to 9.5.", HelpName = "S", DefaultValueFactory = _ => 9 };
        var command = new Command("doctor", "Names the broken hop between a worker and a page, its cause and its fix.")
        {
            redis, prefix, url, origin, problem, submission, group, rows, broadcast, headers, json, timeout,
        };
        command.SetAction(async (call, cancellationToken) =>
        {
            var server = call.GetValue(url) is { } text ? ServerUrl.Parse(text, "--url") : null;
            var request = new DoctorRequest
            {
                Redis = CommonOptions.RedisUrlFrom(call, redis),
                KeyPrefix = call.GetValue(prefix),
                Server = server,
                Origin = call.GetValue(origin)?.TrimEnd('/'),
                Problem = call.GetValue(problem) ?? server?.Problem,
                Submission = call.GetValue(submission) ?? server?.Submission,
                Group = call.GetValue(group) is { } name ? CommonOptions.ParseGroups([name])[0] : null,
                Rows = ParseRows(call.GetValue(rows)),
                Broadcast = call.GetValue(broadcast),
                Headers = CommonOptions.ParseHeaders(call.GetValue(headers)),
                Limit = ParseLimit(call.GetValue(timeout)),
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
        if (request.Problem is { } problem && request.Server is null) CommonOptions.ParseProblem(problem);
        if (request.Submission is { } submission)
        {
            if (request.Problem is null) throw new WrongUsageException("--submission needs --problem: the problem whose page does not show the submission.");
            CommonOptions.ParseProblem(request.Problem);
            CommonOptions.ParseSubmission(submission);
        }

        if (request.Group is not null && string.IsNullOrWhiteSpace(request.Redis)) throw new WrongUsageException("--group needs --redis: the doctor looks for the group there.");
        if (request is { Broadcast: true, Group: null, Server.Group: not null }) throw new WrongUsageException("--broadcast with an additional group's address needs --group: the name of that group in the application.");
        if (request.Rows is not null && request.Submission is null) throw new WrongUsageException("--rows needs --submission: the submission that should be among the rows.");
        if (request is { Server: null, Origin: not null }) throw new WrongUsageException("--origin needs --url: the server to which the page connects.");
        if (request is { Server: null, Broadcast: true }) throw new WrongUsageException("--broadcast needs --url: the server at which the update should arrive. To send only: live-submissions broadcast");
    }

    private static TimeSpan ParseLimit(double seconds) => seconds is >= 1 and <= LongestSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new WrongUsageException("--timeout must be 1 to 9.5 seconds.");

    private static Uri? ParseRows(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri
        : throw new WrongUsageException("--rows must be an http or https address without a user: http://localhost:8100/api/problems/1/submissions");
}

/// <summary>Runs the checklist.</summary>
internal static class DoctorRun
{
    public static async Task<DiagnosticReport> RunAsync(DoctorRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var services = RedisServices.Create(RedisServices.UrlError(request.Redis) is null ? request.Redis : null, request.KeyPrefix, time, request.Group is { } group ? [group] : []);
        await using var servicesDisposal = services.ConfigureAwait(false);
        var visit = request.Server is { } server ? new ServerVisit(request, server) : null;
        try
        {
            // No problem is set, so the processes report all of them: the submission may have been sent to another problem.
            var context = new DiagnosticContext(services.Get<NodeDirectory>(), problem: null, request.Submission);
            return await services.Get<DiagnosticRunner>().RunAsync(Checklist.Create(request, services, visit, time), context, cancellationToken, request.Limit).ConfigureAwait(false);
        }
        finally
        {
            if (visit is not null) await visit.DisposeAsync().ConfigureAwait(false);
        }
    }
}
