using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Reads the guide's manual broadcast: <c>{"problem_id":1,"submission_id":999,"status":"accepted","metrics":{"test":0.95}}</c>.</summary>
internal static class ManualUpdate
{
    private static readonly string[] Fields = ["problem_id", "submission_id", "status", "metrics", "revision", "progress", "user_id"];

    /// <summary>The update that a body asks for. A missing problem id stays missing: that the update is then skipped is the broadcaster's to say.</summary>
    /// <exception cref="FormatException">What is wrong, in words.</exception>
    public static SubmissionUpdate Read(JsonElement body)
    {
        try
        {
            return ReadFields(body);
        }
        catch (InvalidOperationException wrong)
        {
            throw new FormatException($"A text of the body is none: half a character is missing. {wrong.Message}", wrong);
        }
    }

    private static SubmissionUpdate ReadFields(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new FormatException($"The body is not a JSON object. Send one with {string.Join(", ", Fields)}.");
        foreach (var field in body.EnumerateObject())
        {
            if (!Fields.Contains(field.Name)) throw new FormatException($"There is no field '{Printable.Text(field.Name)}'. Known are {string.Join(", ", Fields)}.");
        }

        return new SubmissionUpdate
        {
            ProblemId = Id<ProblemId>(body, "problem_id", static number => number, static text => text),
            SubmissionId = Id<SubmissionId>(body, "submission_id", static number => number, static text => text),
            Status = Status(body),
            Metrics = Metrics(body),
            Revision = Number(body, "revision", static (JsonElement value, out long number) => value.TryGetInt64(out number)),
            UserId = User(body),
            Progress = Number(body, "progress", static (JsonElement value, out double number) => value.TryGetDouble(out number)),
        };
    }

    private delegate bool Reader<T>(JsonElement value, out T number);

    /// <summary>An id, on the wire what it is in the body: a number or a text. A missing one if it is not there.</summary>
    private static T Id<T>(JsonElement body, string name, Func<long, T> ofNumber, Func<string?, T> ofText)
        where T : struct
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return default;
        try
        {
            if (value.ValueKind == JsonValueKind.String) return ofText(value.GetString());
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return ofNumber(number);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"{name}: {Words(wrong)}", wrong);
        }

        throw new FormatException($"{name} is no id. Give a whole number, or ASCII letters, digits, '-', '_' and '.', at most 79.");
    }

    private static SubmissionStatus Status(JsonElement body)
    {
        if (!body.TryGetProperty("status", out var value) || value.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("status is missing or no text. Give one, for instance \"accepted\".");
        }

        try
        {
            return new SubmissionStatus(value.GetString()!);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"status: {Words(wrong)}", wrong);
        }
    }

    private static JsonObject? Metrics(JsonElement body)
    {
        if (!body.TryGetProperty("metrics", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(value)
            : throw new FormatException("metrics is no JSON object. Give one, for instance {\"test\": 0.95}, or null.");
    }

    /// <summary>Whose submission it is. A number is its digits.</summary>
    private static string? User(JsonElement body)
    {
        if (!body.TryGetProperty("user_id", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new FormatException("user_id is neither a text nor a number. Give one, or null."),
        };
    }

    private static T? Number<T>(JsonElement body, string name, Reader<T> read)
        where T : struct
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && read(value, out var number)
            ? number
            : throw new FormatException($"{name} is no number that fits. Give one, or null.");
    }

    /// <summary>What an exception says, without the parameter's name, which says nothing to who sent a request.</summary>
    public static string Words(ArgumentException wrong) => wrong.Message.Split(" (Parameter '")[0];
}
