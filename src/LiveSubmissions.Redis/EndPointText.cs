using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Redis;

/// <summary>Writes servers' addresses as text, and reads them.</summary>
internal static class EndPointText
{
    private const string InvalidPort = "a port is not a number from 1 to 65535 (an IPv6 address stands in brackets; in a password write "
        + "'@', ':', '/', '?', '#' and '%' as %40, %3A, %2F, %3F, %23 and %25)";

    /// <summary><c>host:port</c> or <c>[::1]:port</c>; without the port if it is not known yet.</summary>
    public static string From(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint { Port: 0 } dns => dns.Host,
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString() ?? "",
    };

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[IPv6]</c> and <c>[IPv6]:port</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultPort">The port if the text has none.</param>
    /// <returns>The address; or <see langword="null"/> and what is wrong. The error cites no part of the text.</returns>
    public static (EndPoint? EndPoint, string? Wrong) Parse(string text, int defaultPort)
    {
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = text.IndexOf(':', Math.Max(close, 0));
        var host = colon < 0 ? text : text[..colon];
        var port = defaultPort;
        if (colon >= 0 && !TryParsePort(text.AsSpan(colon + 1), out port)) return (null, InvalidPort);
        if (host.Length == 0) return (null, "a host is missing");
        if (LooksLikeOption(host)) return (null, "a host begins like the option password: an option is written with '='");
        if (host.StartsWith('['))
        {
            return close == host.Length - 1 && TryParseV6(host.AsSpan(1, close - 1), out var v6)
                ? (new IPEndPoint(v6, port), null)
                : (null, "what stands in brackets is not an IPv6 address");
        }

        if (!host.All(IsHostCharacter)) return (null, "a host has a character that host names do not have");
        return IPAddress.TryParse(host, out var address) ? (new IPEndPoint(address, port), null) : (new DnsEndPoint(host, port), null);
    }

    /// <summary>Whether the text had a port, if the default port was 0.</summary>
    public static bool HasPort(EndPoint endPoint) => endPoint is DnsEndPoint { Port: > 0 } or IPEndPoint { Port: > 0 };

    /// <summary>If somebody forgets the '=' of the option password, the password must not be printed as a host.</summary>
    private static bool LooksLikeOption(string host) =>
        host.StartsWith("password", StringComparison.OrdinalIgnoreCase) || host.StartsWith("sentinelPassword", StringComparison.OrdinalIgnoreCase);

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static bool TryParseV6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsHostCharacter(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_';
}
