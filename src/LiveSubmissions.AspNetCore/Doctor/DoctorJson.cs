using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Writes JSON that a person can read too.</summary>
internal static class DoctorJson
{
    /// <summary>Nothing of it is ever put into a page's markup by the server.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext http, JsonObject json) => WriteAsync(http, writer => json.WriteTo(writer));

    public static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        var writer = new Utf8JsonWriter(http.Response.BodyWriter, Readable);
        await using (writer.ConfigureAwait(false)) write(writer);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
