using System.Diagnostics.CodeAnalysis;
using LiveSubmissions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Checks the settings of all packages of this library together, so that one exception names every wrong setting. The host validates options too, but only when it
/// starts. By then it has made the hosted services, and routes are mapped: one of them would fail first, with the errors of one options class alone.
/// </summary>
[Experimental("LSUB001")]
public abstract class SettingsCheck
{
    private protected SettingsCheck()
    {
    }

    /// <summary>Registers an options class and its validator.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings, or <see langword="null"/>.</param>
    public static void Add<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(IServiceCollection services, Action<TOptions>? configure)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        var options = services.AddOptions<TOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<SettingsCheck, CheckOf<TOptions>>());
    }

    /// <summary>Reads the settings of all registered classes.</summary>
    /// <param name="services">The host's services.</param>
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

    private protected abstract void Read();

    private sealed class CheckOf<TOptions>(IOptions<TOptions> options) : SettingsCheck
        where TOptions : class
    {
        private protected override void Read() => _ = options.Value;
    }
}
