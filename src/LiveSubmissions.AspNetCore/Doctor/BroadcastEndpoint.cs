using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>The manual broadcast of the troubleshooting guide over HTTP. It broadcasts a normal update, which all clients of the problem get.</summary>
internal sealed class BroadcastEndpoint(ISubmissionBroadcaster broadcaster, IOptions<LiveSubmissionsOptions> options)
{
    /// <summary>How many bytes a body may have more than the update that it asks for.</summary>
    private const int ExtraBytes = 4 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async Task HandleAsync(HttpContext http)
    {
        // For this content type a browser sends a preflight before it lets a foreign page send the request.
        if (!http.Request.HasJsonContentType())
        {
            await Answer.WriteTextAsync(http, StatusCodes.Status415UnsupportedMediaType, "Send the update as application/json.").ConfigureAwait(false);
            return;
        }

        BroadcastResult result;
        try
        {
            var update = ManualUpdate.Read(await ReadBodyAsync(http).ConfigureAwait(false));
            result = await broadcaster.BroadcastAsync(update, http.RequestAborted).ConfigureAwait(false);
        }
        catch (FormatException wrong)
        {
            await Answer.WriteTextAsync(http, StatusCodes.Status400BadRequest, wrong.Message).ConfigureAwait(false);
            return;
        }
        catch (ArgumentException wrong)
        {
            await Answer.WriteTextAsync(http, StatusCodes.Status400BadRequest, ManualUpdate.MessageOf(wrong)).ConfigureAwait(false);
            return;
        }

        var answer = ToJson(result);
        if (result.AdditionalGroups.Count > 0)
        {
            answer["further"] = new JsonArray([.. result.AdditionalGroups.Select(static additional =>
            {
                var one = ToJson(additional.Result);
                one.Insert(0, "group", additional.Group.Name);
                return one;
            })]);
        }

        await Answer.WriteJsonAsync(http, writer => answer.WriteTo(writer)).ConfigureAwait(false);
    }

    private static JsonObject ToJson(BroadcastResult result) => new()
    {
        ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Outcome.ToString()),
        ["position"] = result.Position?.ToString(),
        ["reason"] = result.Reason,
        ["left_out"] = result.LeftOut,
    };

    private async Task<JsonElement> ReadBodyAsync(HttpContext http)
    {
        var limit = options.Value.Broadcaster.MaxUpdateBytes + ExtraBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit;
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted).ConfigureAwait(false);
            return document.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The body is not JSON: {wrong.Message}", wrong);
        }
        catch (BadHttpRequestException wrong) when (wrong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new FormatException($"The body is larger than {limit} bytes. Send less in metrics, or raise Broadcaster.MaxUpdateBytes.", wrong);
        }
    }
}
