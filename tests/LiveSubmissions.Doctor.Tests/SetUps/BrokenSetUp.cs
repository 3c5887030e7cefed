using LiveSubmissions.Doctor.Tests.Benches;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>A row of the table: something that is broken, and what is to be said of it.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="Step">The hop that the doctor names first.</param>
/// <param name="Fix">Words of the fix.</param>
/// <param name="FaultIs">Where the fault is.</param>
/// <param name="BreakAsync">Breaks it.</param>
internal sealed record BrokenSetUp(string Name, string Step, string[] Fix, FaultIs FaultIs, Func<Judges, Task<Patient>> BreakAsync);
