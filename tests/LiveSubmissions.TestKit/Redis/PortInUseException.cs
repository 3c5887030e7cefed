namespace LiveSubmissions.TestKit.Redis;

/// <summary>A server could not have its port, because somebody else has it.</summary>
internal sealed class PortInUseException(int port) : Exception($"Port {port} is in use.");
