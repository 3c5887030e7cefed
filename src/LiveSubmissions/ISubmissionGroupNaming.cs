namespace LiveSubmissions;

/// <summary>Names the groups. Replace it in the service collection to name them otherwise.</summary>
public interface ISubmissionGroupNaming
{
    /// <summary>The group of a problem's submissions.</summary>
    /// <param name="problem">The problem; never missing.</param>
    SubmissionGroup ForProblem(ProblemId problem);
}
