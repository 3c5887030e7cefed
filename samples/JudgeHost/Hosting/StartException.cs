namespace JudgeHost.Hosting;

/// <summary>The judge cannot start, and the user can fix it: the message is all that is shown.</summary>
internal sealed class StartException(string message) : Exception(message);
