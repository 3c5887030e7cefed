using System.Text.Json;

namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>Reads what a page hands over as text.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
