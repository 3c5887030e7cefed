using LiveSubmissions.Broadcasting;
using LiveSubmissions.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class AppendBudgetsTests
{
    [Fact]
    public async Task A_budget_that_was_given_back_limits_the_next_append_anew()
    {
        var budgets = new AppendBudgets(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        var first = budgets.Take();
        budgets.GiveBack(first);
        var second = budgets.Take();

        Assert.Same(first, second);
        Assert.False(second.IsCancellationRequested);
        await Eventually.TrueAsync(() => second.IsCancellationRequested, "its time is over");

        // One whose time was over is not used again.
        budgets.GiveBack(second);
        Assert.NotSame(second, budgets.Take());
    }

    [Fact]
    public void What_was_registered_for_one_append_is_not_told_of_the_next()
    {
        var told = false;
        var budgets = new AppendBudgets(TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = budgets.Take();
        first.Token.Register(() => told = true);
        budgets.GiveBack(first);
        budgets.Take().Cancel();

        Assert.False(told);
    }

    [Fact]
    public void Another_clock_than_the_systems_is_kept_to()
    {
        var time = new FakeTimeProvider();
        var budgets = new AppendBudgets(TimeSpan.FromSeconds(5), time);
        budgets.GiveBack(budgets.Take());
        var budget = budgets.Take();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(budget.IsCancellationRequested);

        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(budget.IsCancellationRequested);
    }
}
