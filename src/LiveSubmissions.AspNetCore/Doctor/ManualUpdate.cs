using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Reads the body of a manual broadcast: <c>{"problem_id":1,"submission_id":999,"status":"accepted","metrics":{"test":0.95}}</c>.</summary>
internal static class ManualUpdate
{
    private static readonly string[] Fields = ["problem_id", "submission_id", "status", "metrics", "revision", "progress", "user_id"];

    /// <summary>The update that a body asks for. A missing problem id stays missing: the broadcaster then skips the update and says so.</summary>
    /// <exception cref="FormatException">The body is wrong; the message says how, for the sender.</exception>
    public static SubmissionUpdate Read(JsonElement body)
    {
        try
        {
            return ReadFields(body);
        }
        catch (InvalidOperationException wrong)
        {
            throw new FormatException($"A string in the body has half a character (a lone surrogate). {wrong.Message}", wrong);
        }
    }

    private static SubmissionUpdate ReadFields(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new FormatException($"The body is not a JSON object. Send one with {string.Join(", ", Fields)}.");
        foreach (var field in body.EnumerateObject())
        {
            if (Fields.Contains(field.Name)) continue;
            throw new FormatException($"There is no field '{Printable.Text(field.Name)}'. The fields are {string.Join(", ", Fields)}.");
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

    /// <summary>An id: a number if the body has a number, and text if it has a string. The default value if the body has none.</summary>
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
            throw new FormatException($"{name}: {MessageOf(wrong)}", wrong);
        }

        throw new FormatException($"{name} is not an id. Give a whole number, or ASCII letters, digits, '-', '_' and '.', at most 79.");
    }

    private static SubmissionStatus Status(JsonElement body)
    {
        if (!body.TryGetProperty("status", out var value) || value.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("status is missing or is not a string. Give one, for instance \"accepted\".");
        }

        try
        {
            return new SubmissionStatus(value.GetString()!);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"status: {MessageOf(wrong)}", wrong);
        }
    }

    private static JsonObject? Metrics(JsonElement body)
    {
        if (!body.TryGetProperty("metrics", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(value)
            : throw new FormatException("metrics is not a JSON object. Give one, for instance {\"test\": 0.95}, or null.");
    }

    /// <summary>The user whose submission it is. A number becomes its digits.</summary>
    private static string? User(JsonElement body)
    {
        if (!body.TryGetProperty("user_id", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new FormatException("user_id is neither a string nor a number. Give one, or null."),
        };
    }

    private static T? Number<T>(JsonElement body, string name, Reader<T> read)
        where T : struct
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && read(value, out var number)
            ? number
            : throw new FormatException($"{name} is not a number, or is out of range. Give a number, or null.");
    }

    /// <summary>The message of an exception without the name of the parameter, which means nothing to the sender of a request.</summary>
    public static string MessageOf(ArgumentException wrong) => wrong.Message.Split(" (Parameter '")[0];
}
