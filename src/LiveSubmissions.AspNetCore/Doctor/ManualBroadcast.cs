using System.Text.Json.Nodes;
using System.Text.Json;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>The guide's manual broadcast over HTTP: what it sends is an update like any other, and whoever follows the problem sees it.</summary>
internal sealed class ManualBroadcast(ISubmissionBroadcaster broadcaster, IOptions<LiveSubmissionsOptions> options)
{
    /// <summary>A body has a little more than the update that it asks for.</summary>
    private const int Besides = 4 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async Task HandleAsync(HttpContext http)
    {
        // Only then does a browser ask before it sends a foreign page's request.
        if (!http.Request.HasJsonContentType())
        {
            await PlainAnswer.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType, "Send the update as application/json.").ConfigureAwait(false);
            return;
        }

        BroadcastResult result;
        try
        {
            result = await broadcaster.BroadcastAsync(ManualUpdate.Read(await BodyAsync(http).ConfigureAwait(false)), http.RequestAborted).ConfigureAwait(false);
        }
        catch (FormatException wrong)
        {
            await PlainAnswer.WriteAsync(http, StatusCodes.Status400BadRequest, wrong.Message).ConfigureAwait(false);
            return;
        }
        catch (ArgumentException wrong)
        {
            await PlainAnswer.WriteAsync(http, StatusCodes.Status400BadRequest, ManualUpdate.Words(wrong)).ConfigureAwait(false);
            return;
        }

        var answer = Answer(result);
        if (result.AdditionalGroups.Count > 0)
        {
            answer["further"] = new JsonArray([.. result.AdditionalGroups.Select(static further =>
            {
                var one = Answer(further.Result);
                one.Insert(0, "group", further.Group.Name);
                return one;
            })]);
        }

        await DoctorJson.WriteAsync(http, answer).ConfigureAwait(false);
    }

    private static JsonObject Answer(BroadcastResult result) => new()
    {
        ["outcome"] = LiveSubmissionsTracing.Name(result.Outcome),
        ["position"] = result.Position?.ToString(),
        ["reason"] = result.Reason,
        ["left_out"] = result.LeftOut,
    };

    private async Task<JsonElement> BodyAsync(HttpContext http)
    {
        var limit = options.Value.Broadcaster.MaxUpdateBytes + Besides;
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
