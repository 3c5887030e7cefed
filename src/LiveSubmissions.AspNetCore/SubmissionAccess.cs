namespace LiveSubmissions.AspNetCore;

/// <summary>Whether somebody may follow a problem.</summary>
public enum SubmissionAccess
{
    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>Not before signing in (again): closed with 4401.</summary>
    SignInRequired,

    /// <summary>No: closed with 4403.</summary>
    Forbidden,

    /// <summary>There is no such problem: closed with 4404.</summary>
    UnknownProblem,
}
