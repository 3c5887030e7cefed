using JudgeHost.Evaluation;

namespace JudgeHost.Tests.Evaluation;

public class ClassificationScoringTests
{
    [Fact]
    public void Accuracy_and_macro_F1_are_as_worked_out_by_hand()
    {
        // Class 0: 1 right, 2 there, 2 predicted: 2/4. Class 1: 2 right, 2 there, 3 predicted: 4/5. Class 2: none right: 0.
        var (accuracy, macroF1) = Score([0, 0, 1, 1, 2], [0, 1, 1, 1, 0], classes: 3);

        Assert.Equal(3.0 / 5, accuracy, 12);
        Assert.Equal((0.5 + 0.8 + 0) / 3, macroF1, 12);
    }

    [Fact]
    public void A_class_that_is_neither_there_nor_predicted_does_not_count()
    {
        var (accuracy, macroF1) = Score([0, 1], [0, 1], classes: 5);

        Assert.Equal(1, accuracy);
        Assert.Equal(1, macroF1);
    }

    [Fact]
    public void A_class_that_is_only_predicted_counts_as_zero()
    {
        // Class 0: 1 right, 2 there, 1 predicted: 2/3. Class 1: predicted once, never there: 0.
        var (accuracy, macroF1) = Score([0, 0], [0, 1], classes: 2);

        Assert.Equal(0.5, accuracy);
        Assert.Equal(2.0 / 3 / 2, macroF1, 12);
    }

    [Fact]
    public void Rows_count_as_often_as_they_are_drawn()
    {
        var scoring = new ClassificationScoring([0, 1], [0, 0], classes: 2);
        var results = new double[2];
        scoring.Score([0, 0, 0, 1], results);

        Assert.Equal(0.75, results[0]);
    }

    [Fact]
    public void Scoring_again_does_not_remember_the_last_time()
    {
        var scoring = new ClassificationScoring([0, 1, 1], [0, 1, 0], classes: 2);
        var first = new double[2];
        var second = new double[2];
        scoring.Score([0, 1, 2], first);
        scoring.Score([0, 1, 2], second);

        Assert.Equal(first, second);
    }

    private static (double Accuracy, double MacroF1) Score(int[] labels, int[] predictions, int classes)
    {
        var results = new double[2];
        new ClassificationScoring(labels, predictions, classes).Score([.. Enumerable.Range(0, labels.Length)], results);
        return (results[0], results[1]);
    }
}
