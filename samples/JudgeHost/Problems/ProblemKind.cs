namespace JudgeHost.Problems;

/// <summary>What is predicted, and so how it is scored.</summary>
internal enum ProblemKind
{
    /// <summary>One of a few labels: accuracy and macro F1.</summary>
    Classification,

    /// <summary>A number: RMSE, MAE and R².</summary>
    Regression,
}
