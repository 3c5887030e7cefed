namespace LiveSubmissions.Tests;

public sealed class VocabularyTests
{
    [Fact]
    public void An_id_is_the_same_whether_it_was_a_number_or_its_text_and_remembers_which()
    {
        ProblemId number = 42, text = "42";
        int? none = null;
        ProblemId missing = none;

        Assert.Equal(number, text);
        Assert.Equal(number.GetHashCode(), text.GetHashCode());
        Assert.True(number.IsNumber);
        Assert.False(text.IsNumber);
        Assert.True(missing.IsMissing);
        Assert.True(new ProblemId(" ").IsMissing);
        Assert.Equal("-9223372036854775808", new SubmissionId(long.MinValue).ToString());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("ünïcode")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void An_id_that_cannot_stand_in_a_group_name_is_refused_with_its_value_and_the_mend(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new SubmissionId(text));

        Assert.Contains("cannot stand in a group name", error.Message, StringComparison.Ordinal);
        Assert.Contains(text.Replace('\n', '?'), error.Message, StringComparison.Ordinal);
        Assert.False(SubmissionId.TryParse(text, out _));
    }

    [Fact]
    public void The_longest_id_still_makes_a_group_name()
    {
        var group = new GuideGroupNaming().ForProblem(new string('x', 79));

        Assert.Equal(99, group.Name.Length);
        Assert.Throws<ArgumentException>(() => new SubmissionGroup(group.Name + "x"));
        Assert.Throws<ArgumentException>(() => new SubmissionGroup(""));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9f2c:0")]
    [InlineData("9f2c:1763913600123456")]
    public void A_position_reads_what_it_writes(string text)
    {
        Assert.True(FeedPosition.TryParse(text, out var position));
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData(":1")]
    [InlineData("9f2c:")]
    [InlineData("9f2c:-1")]
    [InlineData("9f2c:+1")]
    [InlineData("9f2c: 1")]
    [InlineData("9f2c:99999999999999999999")]
    [InlineData("a/b:1")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345:1")]
    public void What_is_no_position_is_not_read_as_one(string? text) => Assert.False(FeedPosition.TryParse(text, out _));

    [Theory]
    [InlineData("wrong_answer")]
    [InlineData("Time Limit Exceeded")]
    [InlineData("принято")]
    public void Any_printable_text_is_a_status(string text) => Assert.Equal(text, new SubmissionStatus(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\r\nforged log line")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void What_could_forge_a_log_line_is_no_status(string text) => Assert.Throws<ArgumentException>(() => new SubmissionStatus(text));

    [Fact]
    public void Half_a_character_is_no_status() => Assert.Throws<ArgumentException>(() => new SubmissionStatus("\ud800"));
}
