namespace LiveSubmissions.Doctor.Tests.Page;

/// <summary>A command on a page.</summary>
/// <param name="Marker">What the comment before it says: <c>run: passes</c>, <c>run: meanwhile</c>, <c>not run here: …</c>; nothing if there is none.</param>
/// <param name="Command">What is typed.</param>
/// <param name="Output">What it prints, among other things; nothing if the page does not say.</param>
internal sealed record PageCommand(string Marker, string Command, string Output);
