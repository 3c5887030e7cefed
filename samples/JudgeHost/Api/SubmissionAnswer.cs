using System.Text.Json.Serialization;

namespace JudgeHost.Api;

/// <summary>What an upload, or a rejudge, is answered with.</summary>
internal sealed record SubmissionAnswer([property: JsonConverter(typeof(IdConverter))] long SubmissionId, string Status);
