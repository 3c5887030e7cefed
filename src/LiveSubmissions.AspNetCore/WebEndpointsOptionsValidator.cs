using LiveSubmissions.AspNetCore.Access;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore;

/// <summary>Says everything that is wrong with the options at once, each with the setting, its value and the fix.</summary>
internal sealed class WebEndpointsOptionsValidator : IValidateOptions<WebEndpointsOptions>
{
    public ValidateOptionsResult Validate(string? name, WebEndpointsOptions options)
    {
        var errors = new List<string>();
        var origins = options.AllowedOrigins;
        for (var i = 0; i < origins.Count; i++)
        {
            if (WebOrigin.TryParse(origins[i], out _)) continue;
            errors.Add(
                $"{options.AllowedOriginsSetting}[{i}] is {Printable.Setting(origins[i] ?? "")}, which is not an origin. "
                + "Write scheme, host and, if it is not the scheme's own, port, and nothing after them: https://judge.example or http://localhost:8101.");
        }

        if (string.IsNullOrWhiteSpace(options.AllowedOriginsSetting))
        {
            errors.Add("WebEndpointsOptions.AllowedOriginsSetting is blank. Leave it out, or say which setting holds the allowed origins.");
        }

        Check(nameof(options.KeepAliveInterval), options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        if (options.KeepAliveTimeout != Timeout.InfiniteTimeSpan)
        {
            Check(nameof(options.KeepAliveTimeout), options.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        }

        Check(nameof(options.CloseTimeout), options.CloseTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(string setting, TimeSpan value, TimeSpan least, TimeSpan most) =>
            SettingRange.Check(errors, $"{nameof(WebEndpointsOptions)}.{setting}", value, least, most);
    }
}
