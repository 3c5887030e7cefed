namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>A process, or a host in this one, that says whether it is ready.</summary>
internal interface INode
{
    Uri Ready { get; }
}
