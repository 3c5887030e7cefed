using System.Diagnostics.CodeAnalysis;
using LiveSubmissions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Tells what is wrong with the settings of every options class of this library at once. The host validates them too when it starts, but only after it has
/// made the hosted services: one that broadcasts would fail for the first wrong class alone, and so would a route that is mapped before.
/// </summary>
internal abstract class SettingsCheck
{
    /// <summary>Registers the settings of a class, to be checked with those of the others.</summary>
    public static void Add<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(IServiceCollection services, Action<TOptions>? configure)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        var options = services.AddOptions<TOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<SettingsCheck, Of<TOptions>>());
    }

    /// <exception cref="OptionsValidationException">Settings are wrong: its message and its failures are those of all classes.</exception>
    public static void Run(IServiceProvider services)
    {
        List<string> errors = [];
        foreach (var check in services.GetServices<SettingsCheck>())
        {
            try
            {
                check.Read();
            }
            catch (OptionsValidationException wrong)
            {
                errors.AddRange(wrong.Failures);
            }
        }

        if (errors.Count > 0) throw new OptionsValidationException(nameof(LiveSubmissions), typeof(LiveSubmissionsOptions), errors);
    }

    protected abstract void Read();

    private sealed class Of<TOptions>(IOptions<TOptions> options) : SettingsCheck
        where TOptions : class
    {
        protected override void Read() => _ = options.Value;
    }
}
