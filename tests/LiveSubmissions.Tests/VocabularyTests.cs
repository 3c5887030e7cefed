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
    [InlineData(9_007_199_254_740_991, true)]
    [InlineData(-9_007_199_254_740_991, true)]
    [InlineData(9_007_199_254_740_992, false)]
    [InlineData(-9_007_199_254_740_992, false)]
    [InlineData(653_247_040_368_672_768, false)]
    [InlineData(long.MinValue, false)]
    public void An_id_is_a_number_on_the_wire_only_if_javascript_can_hold_it(long id, bool isNumber)
    {
        Assert.Equal((isNumber, isNumber), (new SubmissionId(id).IsNumber, new ProblemId(id).IsNumber));
        Assert.Equal(new SubmissionId(id), new SubmissionId($"{id}"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("ünïcode")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void An_id_that_cannot_stand_in_a_group_name_is_refused_with_its_value_and_the_fix(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new SubmissionId(text));

        Assert.Contains("cannot stand in a group name", error.Message, StringComparison.Ordinal);
        Assert.Contains(text.Replace('\n', '?'), error.Message, StringComparison.Ordinal);
        Assert.False(SubmissionId.TryParse(text, out _));
    }

    [Fact]
    public void The_longest_id_still_makes_a_group_name()
    {
        ISubmissionGroupNaming naming = new DefaultGroupNaming();
        var group = naming.ForProblem(new string('x', 79));

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
    [InlineData("a\r\nforged log line", "a forged log line")]
    [InlineData("a \t\n \u0007 b", "a b")]
    [InlineData("a\u2028b\u2029c\u0085d\u001b[31me", "a b c d [31me")]
    [InlineData("  accepted\n", "accepted")]
    [InlineData("\u0007accepted", "accepted")]
    [InlineData("two  spaces", "two  spaces")]
    [InlineData("🎉", "🎉")]
    public void A_status_is_one_line_of_whole_characters_whatever_was_given(string given, string value)
    {
        SubmissionStatus status = given;

        Assert.Equal(value, status.Value);
        Assert.Equal(given == value, status.Given is null);
    }

    [Fact]
    public void Half_a_character_in_a_status_becomes_the_replacement_character()
    {
        // Not as the data of a theory: an attribute cannot hold half a character.
        Assert.Equal("\ufffd", new SubmissionStatus("\ud800").Value);
        Assert.Equal("a\ufffdb\ufffd", new SubmissionStatus("a\udc00b\ud800").Value);
        Assert.Equal("\ufffd🎉\ufffd", new SubmissionStatus("\ufffd🎉\ud83c").Value);
    }

    [Fact]
    public void A_status_of_64_characters_is_whole_and_a_longer_one_ends_in_an_ellipsis()
    {
        Assert.Null(new SubmissionStatus(new string('x', 64)).Given);
        Assert.Equal(new string('x', 63) + "…", new SubmissionStatus(new string('x', 65)).Value);
        Assert.Equal(new string('x', 63) + "…", new SubmissionStatus(new string('x', 1_000_000)).Value);
        Assert.Equal(new string('x', 64), new SubmissionStatus(new string('x', 64) + new string('\n', 70)).Value);
        Assert.InRange(new SubmissionStatus(new string('x', 1_000_000)).Given!.Length, 65, 200);
    }

    [Fact]
    public void A_status_is_not_cut_within_a_character()
    {
        var status = new SubmissionStatus(new string('x', 62) + "🎉🎉");

        Assert.Equal(new string('x', 62) + "…", status.Value);
    }

    [Fact]
    public void A_cleaned_status_equals_the_one_that_was_given_clean()
    {
        var cleaned = new SubmissionStatus("wrong\nanswer");
        var clean = new SubmissionStatus("wrong answer");

        Assert.Equal(clean, cleaned);
        Assert.Equal(clean.GetHashCode(), cleaned.GetHashCode());
        Assert.True(clean == cleaned);
        Assert.NotEqual(default, cleaned);
        Assert.Equal("wrong answer", cleaned.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n\u0007 \u2028")]
    public void Nothing_is_no_status(string text) => Assert.Throws<ArgumentException>(() => new SubmissionStatus(text));

    [Fact]
    public void Null_is_no_status() => Assert.Throws<ArgumentNullException>(() => new SubmissionStatus(null!));
}
