namespace LiveSubmissions.Tool.CommandLine;

/// <summary>The tool was called wrongly; the message says how to call it, and holds no secret.</summary>
internal sealed class WrongUsageException(string message) : Exception(message);
