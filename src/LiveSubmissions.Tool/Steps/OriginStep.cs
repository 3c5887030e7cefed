using System.Text.RegularExpressions;
using LiveSubmissions.Diagnostics;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the page may connect: its origin is the server's own, or is allowed.</summary>
internal sealed partial class OriginStep(ServerVisit visit) : IDiagnosticStep
{
    private const string DefaultSetting = "WebEndpointsOptions.AllowedOrigins";

    /// <summary>A part of the server's answer if the Host header reached it without the page's port.</summary>
    private const string HostHint = "Host $http_host";

    private const string DroppedPort =
        "If the page is on this server too, a proxy drops the port of the Host header, as nginx does with 'proxy_set_header Host $host'; "
        + "write 'proxy_set_header Host $http_host'. If not: ";

    public string Id => "origin";

    public string Question => "May the page's origin connect?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["upgrade"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var origin = visit.Request.Origin;
        try
        {
            var answer = await visit.Http.TryUpgradeAsync(visit.UpgradeOverHttp, origin, cancellationToken).ConfigureAwait(false);
            return answer.Status switch
            {
                101 => DiagnosticResult.Passed($"Pages of {origin} may connect."),
                403 => DiagnosticResult.Failed(
                    $"Pages of {origin} may not connect: the server answers 403.",
                    (answer.Text.Contains(HostHint, StringComparison.Ordinal) ? DroppedPort : "")
                    + $"Add {origin} to {Setting(answer.Text)} of the web app, and restart it. It must have the scheme, host and port that the browser shows for the page."),
                _ => DiagnosticResult.Failed(
                    $"With the origin {origin} the server answers the upgrade with {answer.Status}; without an origin, with 101.",
                    "Look at what is in front of the web app: something other than the library checks origins."),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return DiagnosticResult.Failed(
                $"With the origin {origin} the connection is cut; without an origin the upgrade passes.",
                "Look at what is in front of the web app: something other than the library checks origins.");
        }
    }

    /// <summary>The setting that the server's answer names: an application may use another name for it.</summary>
    private static string Setting(string answer) => Named().Match(answer) is { Success: true } found ? found.Groups[1].Value : DefaultSetting;

    [GeneratedRegex(@"add it to (\w[\w.:]*\w)")]
    private static partial Regex Named();
}
