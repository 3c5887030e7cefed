using System.Buffers;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>Writes the answer to a poll: v1 messages in a JSON array, or the close message of a refusal.</summary>
internal static class PollAnswer
{
    private const string RetrySeconds = "5";

    /// <summary>Answers with hello, the batch and a heartbeat; or with 304 if there is no batch and the client knows the tag.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hello">The first message.</param>
    /// <param name="batch">What was read; <see langword="null"/> if there is nothing new.</param>
    /// <param name="isEnd">Whether the client then has everything. If so, a heartbeat is the last message.</param>
    /// <param name="position">The client's position after this answer.</param>
    /// <param name="verified">Whether the node knows that there is nothing newer.</param>
    public static async Task WriteAsync(HttpContext http, HelloFields hello, FeedBatch? batch, bool isEnd, FeedPosition position, bool verified)
    {
        var tag = PollTag.From(position, verified);
        http.Response.GetTypedHeaders().ETag = tag;
        if (batch is null && PollTag.IsKnown(http.Request, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = new ArrayBufferWriter<byte>(512);
        body.Write("["u8);
        body.Write(V1Messages.Hello(hello)[0].Span);
        if (batch is not null) Add(body, WithoutBrackets(batch.Encode(Dialect.V1.Encoding)[0].Span));
        if (isEnd) Add(body, V1Messages.Heartbeat(position, verified)[0].Span);
        body.Write("]"u8);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Refuses a poll with an HTTP status for tools, and with the close message for clients that know the close codes.</summary>
    public static async Task RefuseAsync(HttpContext http, CloseCode code)
    {
        var response = http.Response;
        response.StatusCode = Status(code);
        if (response.StatusCode is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = RetrySeconds;
        response.ContentType = "application/json";
        await response.BodyWriter.WriteAsync(V1Messages.Close(code)[0], http.RequestAborted).ConfigureAwait(false);
    }

    private static void Add(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> messages)
    {
        body.Write(","u8);
        body.Write(messages);
    }

    /// <summary>The encoding writes several updates as an array. The answer to a poll is an array already.</summary>
    private static ReadOnlySpan<byte> WithoutBrackets(ReadOnlySpan<byte> json) => json[0] == (byte)'[' ? json[1..^1] : json;

    private static int Status(CloseCode code) => code.Number switch
    {
        4400 => StatusCodes.Status400BadRequest,
        4401 => StatusCodes.Status401Unauthorized,
        4403 => StatusCodes.Status403Forbidden,
        4404 => StatusCodes.Status404NotFound,
        4429 => StatusCodes.Status429TooManyRequests,
        4500 or 1013 or 1001 => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}

/// <summary>
/// The ETag of a poll: the client's position after the answer, and whether the node was sure that there was nothing newer. It is weak, because a proxy may
/// compress the body.
/// </summary>
internal static class PollTag
{
    private const string Verified = "-verified\"";
    private const string Unverified = "-unverified\"";

    public static EntityTagHeaderValue From(FeedPosition position, bool verified) => new($"\"{position}{(verified ? Verified : Unverified)}", isWeak: true);

    /// <summary>Whether the client has the answer with this tag already.</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));

    /// <summary>Whether the client's last answer was verified; <see langword="null"/> if the request does not say.</summary>
    public static bool? WasVerified(HttpRequest request)
    {
        foreach (var known in request.GetTypedHeaders().IfNoneMatch)
        {
            if (known.Tag.EndsWith(Verified, StringComparison.Ordinal)) return true;
            if (known.Tag.EndsWith(Unverified, StringComparison.Ordinal)) return false;
        }

        return null;
    }
}
