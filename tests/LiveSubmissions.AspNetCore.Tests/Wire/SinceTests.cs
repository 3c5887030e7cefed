using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

public sealed class SinceTests
{
    [Fact]
    public void Without_since_there_is_no_position() => Assert.Null(Of("?other=1"));

    [Fact]
    public void Zero_is_the_beginning() => Assert.Equal(FeedPosition.Beginning, Of("?since=0"));

    [Theory]
    [InlineData("?since=9f2c:17")]
    [InlineData("?since=9f2c%3A17")]
    public void A_position_is_read(string query) => Assert.Equal(new FeedPosition("9f2c", 17), Of(query));

    [Theory]
    [InlineData("?since=")]
    [InlineData("?since=17")]
    [InlineData("?since=a:-1")]
    [InlineData("?since=a:b")]
    [InlineData("?since=a:1&since=b:2")]
    [InlineData("?since=%00:1")]
    public void What_cannot_be_read_is_a_position_in_no_log(string query) => Assert.Equal(new FeedPosition("-", 0), Of(query));

    private static FeedPosition? Of(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        return Since.From(http.Request);
    }
}
