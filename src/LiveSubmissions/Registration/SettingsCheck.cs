using System.Diagnostics.CodeAnalysis;
using LiveSubmissions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Checks the settings of all packages of this library together, so that one exception names every wrong setting. The host validates options too, but only
/// when it starts. Before that, the application maps its routes and the host makes the hosted services. One of these steps would fail first, and its exception
/// would name only the errors of one options class.
/// </summary>
[Experimental("LSUB001")]
public abstract class SettingsCheck
{
    private protected SettingsCheck()
    {
    }

    /// <summary>Registers an options class and its validator.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings. May be <see langword="null"/>.</param>
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

    /// <summary>Validates the settings of all options classes that were registered with <c>Add</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <exception cref="OptionsValidationException">Settings are wrong. The exception contains the errors of all options classes.</exception>
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
