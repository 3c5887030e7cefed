namespace LiveSubmissions.AspNetCore;

/// <summary>Whether somebody may follow a problem.</summary>
public enum SubmissionAccess
{
    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>Not before signing in (again): the client is told 4401 (a poll: 401).</summary>
    SignInRequired,

    /// <summary>No: the client is told 4403 (a poll: 403).</summary>
    Forbidden,

    /// <summary>There is no such problem: the client is told 4404 (a poll: 404).</summary>
    UnknownProblem,
}
