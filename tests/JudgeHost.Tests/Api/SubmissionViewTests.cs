using System.Text.Json;
using JudgeHost.Api;
using JudgeHost.Submissions;

namespace JudgeHost.Tests.Api;

public sealed class SubmissionViewTests
{
    [Theory]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(653_247_040_368_672_769, "\"653247040368672769\"")]
    public void An_id_that_javascript_would_round_is_a_text_in_lists_as_in_the_feed(long id, string json)
    {
        var row = new Submission { Id = id, FileName = "predictions.csv" };

        Assert.Equal(json, IdOf(SubmissionView.From(row)));
        Assert.Equal(json, IdOf(new SubmissionAnswer(id, "queued")));
    }

    private static string IdOf<T>(T answer) => JsonSerializer.SerializeToElement(answer).GetProperty("SubmissionId").GetRawText();
}
