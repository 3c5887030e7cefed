using System.Net;

namespace JudgeHost.Page;

/// <summary>What is shown where there is no page.</summary>
internal static class NotFoundPage
{
    public static IResult For(string what) => Results.Content(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Not found</title>
          <style>body {"{"} font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem {"}"}</style>
        </head>
        <body>
          <h1>Not found</h1>
          <p>{WebUtility.HtmlEncode(what)}</p>
          <p><a href="/">All problems</a></p>
        </body>
        </html>

        """,
        "text/html; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
}
