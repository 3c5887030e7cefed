namespace LiveSubmissions.Tool.Steps;

/// <summary>Why a page does not show a submission.</summary>
internal sealed record RowsFault(string Cause, string Fix);
