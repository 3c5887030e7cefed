namespace LiveSubmissions.AspNetCore;

/// <summary>Who may connect.</summary>
public sealed class WebEndpointsOptions
{
    /// <summary>
    /// Origins, besides the endpoint's own, whose pages may connect, each as a browser sends it: <c>https://judge.example</c>,
    /// <c>http://localhost:8101</c>. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];
}
