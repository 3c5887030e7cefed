using Microsoft.AspNetCore.Authentication;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

internal sealed class KeyOptions : AuthenticationSchemeOptions;
