using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore;

/// <summary>
/// The origin of a page, as a browser sends it: scheme, host and port. Two origins are equal without regard to case or to a written default port.
/// </summary>
internal readonly record struct WebOrigin
{
    /// <summary>
    /// Marks that no browser sends in an origin. The URI parser would read them as a path, a query, a fragment or a user, and some people write
    /// a list or a pattern with them.
    /// </summary>
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

    /// <summary>The port, written or the scheme's default; -1 for a scheme that has none.</summary>
    public int Port { get; }

    private bool HasDefaultPort { get; }

    private bool IsHttp => Scheme == Uri.UriSchemeHttp || Scheme == Uri.UriSchemeHttps;

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
            // An impossible host name, for instance xn--é. Uri finds that out only when IdnHost is read.
            return false;
        }
    }

    /// <summary>
    /// Whether a request's Host header names the same host and port. A Host header without a port stands for the default port of the origin's scheme:
    /// behind a proxy that ends TLS, the application does not know the scheme that the browser used.
    /// </summary>
    public bool IsAt(HostString host) => IsHttp && IsSameName(host) && (host.Port is { } port ? port == Port : HasDefaultPort);

    /// <summary>Whether the Host header differs only by a missing port. Then a proxy has dropped the port.</summary>
    public bool IsAtWithoutItsPort(HostString host) => IsHttp && IsSameName(host) && host.Port is null && !HasDefaultPort;

    private bool IsSameName(HostString host) => host.HasValue && string.Equals(Host, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
}
