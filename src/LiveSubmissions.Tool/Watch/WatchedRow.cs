using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Watch;

/// <summary>A submission's newest state.</summary>
/// <param name="Update">As the server told it.</param>
/// <param name="Confirmed">Whether it is known to be the newest; not after the server has lost what came between.</param>
internal sealed record WatchedRow(ServerMessage.Update Update, bool Confirmed);
