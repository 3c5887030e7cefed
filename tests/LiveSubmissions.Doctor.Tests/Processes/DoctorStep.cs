using System.Text.Json;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>A step in the doctor's report.</summary>
internal sealed record DoctorStep(string Id, string Question, string Outcome, string Finding, string? Fix)
{
    public static DoctorStep From(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("question").GetString()!,
        json.GetProperty("outcome").GetString()!,
        json.GetProperty("finding").GetString()!,
        json.GetProperty("fix").GetString());
}
