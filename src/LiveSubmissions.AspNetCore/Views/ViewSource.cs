using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>Says what a request may follow; asked once for each connection, when its client can be told the answer.</summary>
internal delegate ValueTask<ViewAnswer> ViewSource(HttpContext http, CancellationToken cancellationToken);
