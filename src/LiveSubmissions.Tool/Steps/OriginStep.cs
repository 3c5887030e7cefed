using System.Text.RegularExpressions;
using LiveSubmissions.Diagnostics;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the page may connect: the origin that its browser says is the server's own, or allowed.</summary>
internal sealed partial class OriginStep(ServerVisit visit) : IDiagnosticStep
{
    private const string DefaultSetting = "WebEndpointsOptions.AllowedOrigins";

    /// <summary>What the server's answer has in it where the Host header came to it without the page's port.</summary>
    private const string PassesOn = "Host $http_host";

    private const string DroppedPort =
        "If the page comes from this same server: a proxy drops the port of the Host header, as nginx does with 'proxy_set_header Host $host'; "
        + "write 'proxy_set_header Host $http_host'. Else: ";

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
                    (answer.Text.Contains(PassesOn, StringComparison.Ordinal) ? DroppedPort : "")
                    + $"Add {origin} to {Setting(answer.Text)} of the web app, and restart it. It must be what the browser shows as the page's scheme, host and port."),
                _ => DiagnosticResult.Failed(
                    $"With the origin {origin} the upgrade is answered with {answer.Status}, without one with 101.",
                    "Look at what is in front of the web app: something besides the library looks at origins."),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return DiagnosticResult.Failed(
                $"With the origin {origin} the connection is cut, without one the upgrade passes.",
                "Look at what is in front of the web app: something besides the library looks at origins.");
        }
    }

    /// <summary>The server names the setting, which an application may have called otherwise.</summary>
    private static string Setting(string answer) => Named().Match(answer) is { Success: true } found ? found.Groups[1].Value : DefaultSetting;

    [GeneratedRegex(@"add it to (\w[\w.:]*\w)")]
    private static partial Regex Named();
}
