namespace JudgeHost.Api;

/// <summary>What an upload, or a rejudge, is answered with.</summary>
internal sealed record SubmissionAnswer(long SubmissionId, string Status);
