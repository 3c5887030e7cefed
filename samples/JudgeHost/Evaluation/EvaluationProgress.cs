using System.Text.Json.Nodes;

namespace JudgeHost.Evaluation;

/// <summary>Tells how far an evaluation is, with the metrics that are known by then. Throws to end the evaluation.</summary>
internal delegate Task EvaluationProgress(double progress, JsonObject metrics);
