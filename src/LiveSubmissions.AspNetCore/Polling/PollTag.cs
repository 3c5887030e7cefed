using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>A poll's ETag: where its client stands afterwards, and whether that is certain. Weak, since proxies may compress what it stands for.</summary>
internal static class PollTag
{
    private const string Verified = "-verified\"";
    private const string Unverified = "-unverified\"";

    public static EntityTagHeaderValue From(FeedPosition position, bool verified) => new($"\"{position}{(verified ? Verified : Unverified)}", isWeak: true);

    /// <summary>Whether the client has an answer of this tag already.</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));

    /// <summary>Whether the client was told last that the server is sure; <see langword="null"/> if it does not say.</summary>
    public static bool? WasSure(HttpRequest request)
    {
        foreach (var known in request.GetTypedHeaders().IfNoneMatch)
        {
            if (known.Tag.EndsWith(Verified, StringComparison.Ordinal)) return true;
            if (known.Tag.EndsWith(Unverified, StringComparison.Ordinal)) return false;
        }

        return null;
    }
}
