using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LiveSubmissions.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class HubMessageTests
{
    private const string Json = """{"a":1,"b":18446744073709551615,"c":1.5,"d":1e400,"e":[null,true,{"f":"\u00e4"}],"g":"x"}""";

    [Fact]
    public void Json_is_written_as_the_bytes_that_it_was_made_of()
    {
        var message = new HubMessage(Encoding.UTF8.GetBytes(Json));

        Assert.Equal($"[{Json}]", JsonSerializer.Serialize(new object[] { message }));
    }

    [Fact]
    public void Other_protocols_read_its_fields_in_order()
    {
        var message = new HubMessage(Encoding.UTF8.GetBytes(Json));

        Assert.Equal(["a", "b", "c", "d", "e", "g"], message.Keys);
        Assert.Equal([1L, ulong.MaxValue, 1.5, double.PositiveInfinity], message.Values.Take(4));
        var list = Assert.IsType<object?[]>(message["e"]);
        Assert.Equal([null, true], list[..2]);
        Assert.Equal("ä", Assert.IsType<Dictionary<string, object?>>(list[2])["f"]);
    }

    [Fact]
    public void Made_of_fields_it_is_their_JSON()
    {
        var message = new HubMessage(new Dictionary<string, object?> { ["t"] = "x", ["n"] = 7L, ["b"] = false, ["z"] = null });

        Assert.Equal("""{"t":"x","n":7,"b":false,"z":null}""", Encoding.UTF8.GetString(message.Json.Span));
    }

    [Fact]
    public void Where_there_is_no_reflection_the_hubs_types_are_known()
    {
        var options = new JsonHubProtocolOptions { PayloadSerializerOptions = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() } };

        new HubJsonSetup().PostConfigure(null, options);

        var message = new HubMessage("""{"a":1}"""u8.ToArray());
        Assert.Equal("""{"a":1}""", JsonSerializer.Serialize(message, options.PayloadSerializerOptions));
        Assert.IsType<JsonElement>(JsonSerializer.Deserialize<object>("1", options.PayloadSerializerOptions));
    }

    [Fact]
    public void Options_that_are_in_use_or_mean_reflection_stay_as_the_host_made_them()
    {
        var used = new JsonHubProtocolOptions { PayloadSerializerOptions = JsonSerializerOptions.Web };
        var reflecting = new JsonHubProtocolOptions { PayloadSerializerOptions = new JsonSerializerOptions() };

        new HubJsonSetup().PostConfigure(null, used);
        new HubJsonSetup().PostConfigure(null, reflecting);

        Assert.Null(reflecting.PayloadSerializerOptions.TypeInfoResolver);
        Assert.Equal("{}", JsonSerializer.Serialize<object>(new HubMessage("{}"u8.ToArray()), used.PayloadSerializerOptions));
    }
}
