namespace LiveSubmissions.Tool.Server;

/// <summary>What a server answered to one request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The beginning of the body, if it is text.</param>
/// <param name="Node">The id that the node gave itself, if it said so.</param>
/// <param name="Location">Where it sends the client to, if so.</param>
internal sealed record ServerAnswer(int Status, string Text, string? Node, string? Location);
