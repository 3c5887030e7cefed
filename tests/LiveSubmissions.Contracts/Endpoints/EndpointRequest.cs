namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>How a client connects.</summary>
/// <param name="View">What it follows.</param>
/// <param name="Since">From where; <see langword="null"/> for what comes from now on.</param>
/// <param name="IsNarrow">Whether its socket is to take little before somebody reads: a slow reader is then slow soon.</param>
public sealed record EndpointRequest(EndpointView View, string? Since = null, bool IsNarrow = false);
