using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Access;

/// <summary>Where a page comes from, as a browser says it: scheme, host and port, compared without regard to case or a written default port.</summary>
internal readonly record struct WebOrigin
{
    /// <summary>What the parser would read as path, query, fragment or user, a lone '/' too, and a list's or a pattern's marks: no browser sends it.</summary>
    private static readonly SearchValues<char> NotInAnOrigin = SearchValues.Create("/\\?#*@, ");

    private WebOrigin(Uri uri)
    {
        Scheme = uri.Scheme;
        Host = uri.IdnHost.Trim('[', ']').ToLowerInvariant();
        Port = uri.Port;
        HasDefaultPort = uri.IsDefaultPort;
    }

    public string Scheme { get; }

    public string Host { get; }

    /// <summary>The port, written or the scheme's own; -1 for a scheme that has none.</summary>
    public int Port { get; }

    private bool HasDefaultPort { get; }

    private bool IsOfTheWeb => Scheme == Uri.UriSchemeHttp || Scheme == Uri.UriSchemeHttps;

    public static bool TryParse([NotNullWhen(true)] string? text, out WebOrigin origin)
    {
        origin = default;
        if (text is null || !text.Contains("://", StringComparison.Ordinal)) return false;
        if (text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).ContainsAny(NotInAnOrigin)) return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) return false;
        try
        {
            origin = new WebOrigin(uri);
            return true;
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException)
        {
            // A name that cannot be one, for instance xn--é: found out only when it is asked for.
            return false;
        }
    }

    /// <summary>
    /// Whether a request's Host header names the same host and port. Without a port it means the default one of the origin's own scheme, which alone is
    /// known: behind a proxy that ends TLS the application does not know the browser's.
    /// </summary>
    public bool IsAt(HostString host) => IsOfTheWeb && IsSameName(host) && (host.Port is { } port ? port == Port : HasDefaultPort);

    /// <summary>Whether all that is missing is a port in the Host header: a proxy has dropped it.</summary>
    public bool IsAtWithoutItsPort(HostString host) => IsOfTheWeb && IsSameName(host) && host.Port is null && !HasDefaultPort;

    private bool IsSameName(HostString host) => host.HasValue && string.Equals(Host, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
}
