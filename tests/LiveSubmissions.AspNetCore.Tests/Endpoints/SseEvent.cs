namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>One block of an event stream, as it was written.</summary>
/// <param name="Name">Its <c>event</c>.</param>
/// <param name="Id">Its <c>id</c>, if it has one.</param>
/// <param name="Data">Its <c>data</c>.</param>
internal sealed record SseEvent(string? Name, string? Id, string? Data);
