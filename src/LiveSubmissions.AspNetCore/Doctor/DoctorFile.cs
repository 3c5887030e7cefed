using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>A file of the doctor's page. The files are resources of the assembly.</summary>
internal sealed class DoctorFile
{
    /// <summary>The page loads only its own files, cannot be shown in a frame, and connects only to its own origin and to WebSockets.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ws: wss:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[] _content;
    private readonly string _type;

    private DoctorFile(string name, string type)
    {
        _type = type;
        using var stream = typeof(DoctorFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
    }

    public static DoctorFile Html { get; } = new("doctor.html", "text/html; charset=utf-8");

    public static DoctorFile Style { get; } = new("doctor.css", "text/css; charset=utf-8");

    public static DoctorFile Script { get; } = new("doctor.js", "text/javascript; charset=utf-8");

    public Task ServeAsync(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.ContentType = _type;
        http.Response.ContentLength = _content.Length;
        return http.Response.Body.WriteAsync(_content, http.RequestAborted).AsTask();
    }
}
