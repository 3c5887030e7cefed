using System.Globalization;
using JudgeHost.Problems;

namespace JudgeHost.Evaluation;

/// <summary>How the text of one prediction becomes a value; a <see cref="FormatException"/> says to the participant what is wrong with it.</summary>
internal static class Predictions
{
    public static int Class(Problem problem, string text)
    {
        for (var i = 0; i < problem.Classes.Count; i++)
        {
            if (string.Equals(problem.Classes[i], text, StringComparison.Ordinal)) return i;
        }

        throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not one of the classes {string.Join(", ", problem.Classes)}.");
    }

    public static double Number(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not a number. Write it like 152.5.");
        }

        // NaN, the infinities, and what is too large for a double and was read as infinity.
        if (!double.IsFinite(number)) throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not a finite number.");
        return number;
    }
}
