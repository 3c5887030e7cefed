using System.Text;
using JudgeHost.Evaluation;
using JudgeHost.Problems;

namespace JudgeHost.Tests.Evaluation;

public class PredictionReaderTests
{
    private static readonly Problem Colours = new(9, "colours", "", "", ProblemKind.Classification, 3, ["red", "green"], "red");
    private static readonly Labels Truth = new(["1", "2", "3"], ["red", "green", "red"]);

    [Theory]
    [InlineData("id,prediction\n1,red\n2,green\n3,red\n")]
    [InlineData("id,prediction\r\n3,red\r\n1,red\r\n2,green")]
    [InlineData("\ufeffid,prediction\n\n1,red\n\n2,green\n3,red\n\n")]
    [InlineData("\"id\",\"prediction\"\n\"1\",\"red\"\n 2 , green \n3,red\n")]
    public void Rows_may_come_in_any_order_with_blank_lines_quotes_and_spaces(string file) => Assert.Equal([0, 1, 0], Classes(file));

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("\n\n", 1, "empty")]
    [InlineData("id,label\n1,red\n", 1, "the header is 'id,label'. It must be id,prediction.")]
    [InlineData("1,red\n2,green\n3,red\n", 1, "the header is '1,red'")]
    [InlineData("id;prediction\n1;red\n", 1, "header")]
    [InlineData("id,prediction\n1,red\n1,green\n", 3, "the id 1 is a duplicate; line 2 has it already")]
    [InlineData("id,prediction\n1,red\n4,green\n", 3, "the id '4' is unknown")]
    [InlineData("id,prediction\n1,red\n\n\n4,green\n", 5, "unknown")]
    [InlineData("id,prediction\n1,red\n3,red\n", 3, "1 of 3 ids is missing: 2.")]
    [InlineData("id,prediction\n", 1, "3 of 3 ids are missing: 1, 2, 3.")]
    [InlineData("id,prediction\n1,red\n2,blue\n", 3, "the prediction 'blue' is not one of the classes red, green")]
    [InlineData("id,prediction\n1,Red\n", 2, "the prediction 'Red' is not one of the classes")]
    [InlineData("id,prediction\n1,\n", 2, "the prediction '' is not one of the classes")]
    [InlineData("id,prediction\n1,red\n2,green,0.9\n", 3, "there are 3 fields")]
    [InlineData("id,prediction\n1,red\n2\n", 3, "there is 1 field")]
    [InlineData("id,prediction\n1,red\n2,\"green\n3,red\n", 3, "not CSV")]
    public void A_malformed_file_is_refused_with_line_and_reason(string file, int line, string reason)
    {
        var error = Assert.Throws<MalformedSubmissionException>(() => Classes(file));

        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", "the prediction 'abc' is not a number")]
    [InlineData("", "the prediction '' is not a number")]
    [InlineData("1.000,5", "is not a number")]
    [InlineData("NaN", "the prediction 'NaN' is not a finite number")]
    [InlineData("Infinity", "not a finite number")]
    [InlineData("-Infinity", "not a finite number")]
    [InlineData("1e999", "not a finite number")]
    public void A_number_must_be_one_and_finite(string number, string reason)
    {
        var error = Assert.Throws<MalformedSubmissionException>(() => Numbers($"id,prediction\n1,1\n2,\"{number}\"\n3,3\n"));

        Assert.Equal(3, error.Line);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_read_whatever_the_machines_language_is() =>
        Assert.Equal([1.5, -0.002, 3], Numbers("id,prediction\n1,1.5\n2,-2e-3\n3,+3\n"));

    [Fact]
    public void A_file_that_is_not_utf8_is_refused_at_its_line()
    {
        byte[] file = [.. "id,prediction\n1,red\n2,"u8, 0xE9, .. "\n"u8];

        var error = Assert.Throws<MalformedSubmissionException>(() => PredictionReader.Read(file, Truth, text => text));

        Assert.Equal(3, error.Line);
        Assert.Contains("UTF-8", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_of_the_file_is_short_and_harmless()
    {
        var error = Assert.Throws<MalformedSubmissionException>(() => Classes($"id,prediction\n1,\u001b[31m{new string('x', 500)}\n"));

        Assert.DoesNotContain('\u001b', error.Reason);
        Assert.True(error.Reason.Length < 200);
    }

    [Fact]
    public void Five_megabytes_on_one_line_are_refused() =>
        Assert.Throws<MalformedSubmissionException>(() => Classes("id,prediction\n1," + new string('x', 5_000_000) + "\n"));

    private static int[] Classes(string file) => PredictionReader.Read(Encoding.UTF8.GetBytes(file), Truth, text => Predictions.Class(Colours, text));

    private static double[] Numbers(string file) => PredictionReader.Read(Encoding.UTF8.GetBytes(file), Truth, Predictions.Number);
}
