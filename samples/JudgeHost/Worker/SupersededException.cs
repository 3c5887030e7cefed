namespace JudgeHost.Worker;

/// <summary>The submission went to another attempt: this run is over, and nothing that it found counts.</summary>
internal sealed class SupersededException : Exception;
