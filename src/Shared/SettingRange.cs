using System.Globalization;

namespace LiveSubmissions;

/// <summary>Says that a setting is out of its range: the setting, its value, the fix. Every options class words it so.</summary>
internal static class SettingRange
{
    /// <param name="errors">Gets the error, if there is one.</param>
    /// <param name="setting">The setting's name, with that of its class.</param>
    /// <param name="value">The setting's value.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The most that it may be.</param>
    public static void Check<T>(List<string> errors, string setting, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0) return;
        errors.Add(string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}. Set it to {Text(least)} at least and {Text(most)} at most.{Hint(value, most)}"));
    }

    private static string Text<T>(T bound) => bound is TimeSpan time ? Printable.Duration(time) : string.Create(CultureInfo.InvariantCulture, $"{bound}");

    /// <summary>Whoever writes 10 into a configuration file means ten seconds, and gets ten days.</summary>
    private static string Hint<T>(T value, T most) => value is TimeSpan { Days: > 0 } given && most is TimeSpan allowed && given > allowed && given.Ticks % TimeSpan.TicksPerDay == 0
        ? " In a configuration file a number alone means days: 10 seconds are 00:00:10."
        : "";
}
