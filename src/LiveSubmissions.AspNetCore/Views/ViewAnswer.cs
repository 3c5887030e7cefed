using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>What a request may follow, or why it may not.</summary>
internal readonly record struct ViewAnswer(SubmissionView View, CloseCode? Refusal)
{
    public static implicit operator ViewAnswer(SubmissionView view) => new(view, null);

    public static implicit operator ViewAnswer(CloseCode refusal) => new(default, refusal);
}
