using System.Globalization;

namespace LiveSubmissions;

/// <summary>Writes the error for a setting that is out of its range: the setting, its value and the fix. All options classes use this text.</summary>
internal static class SettingRange
{
    /// <summary>Adds an error to <paramref name="errors"/> if the value is out of its range.</summary>
    /// <param name="errors">The list that gets the error.</param>
    /// <param name="setting">The name of the class and the setting.</param>
    /// <param name="value">The setting's value.</param>
    /// <param name="least">The smallest value that is allowed.</param>
    /// <param name="most">The largest value that is allowed.</param>
    public static void Check<T>(List<string> errors, string setting, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0) return;
        errors.Add(string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}. Set it to {Text(least)} at least and {Text(most)} at most.{Hint(value, most)}"));
    }

    private static string Text<T>(T bound) => bound is TimeSpan time ? Printable.Duration(time) : string.Create(CultureInfo.InvariantCulture, $"{bound}");

    /// <summary>A hint for a common error: a person writes 10 into a configuration file and means ten seconds, but .NET reads ten days.</summary>
    private static string Hint<T>(T value, T most) => value is TimeSpan { Days: > 0 } given && most is TimeSpan allowed && given > allowed && given.Ticks % TimeSpan.TicksPerDay == 0
        ? " In a configuration file a number alone means days: 10 seconds are 00:00:10."
        : "";
}
