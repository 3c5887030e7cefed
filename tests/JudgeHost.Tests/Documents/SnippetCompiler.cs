using System.Reflection;
using LiveSubmissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeHost.Tests.Documents;

/// <summary>
/// Compiles snippets as they stand on the page, against what the tests are compiled with. Statements become a method, whose parameters are what the page takes
/// for granted; types stay types.
/// </summary>
internal static class SnippetCompiler
{
    /// <summary>What the Web SDK imports, and what the pages say that they use.</summary>
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using System.Text.Json.Nodes; global using LiveSubmissions; global using LiveSubmissions.AspNetCore; global using Microsoft.EntityFrameworkCore;
        global using JudgeHost.Tests.Documents.Application;
        """;

    /// <summary>What a snippet may use without having made it.</summary>
    private static readonly Dictionary<string, Type> Given = new()
    {
        ["builder"] = typeof(WebApplicationBuilder),
        ["services"] = typeof(IServiceCollection),
        ["app"] = typeof(WebApplication),
        ["broadcaster"] = typeof(ISubmissionBroadcaster),
    };

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    private static readonly Lazy<Assembly> Compiled = new(Compile);

    /// <summary>All that are compiled. Those of docs/protocol.md are compared with what the hub's tests compile.</summary>
    public static IReadOnlyList<Snippet> Snippets { get; } = [.. Snippet.All.Where(static snippet => snippet.Language == "csharp" && snippet.Page != "docs/protocol.md")];

    /// <summary>Compiles all in one go, once; what does not compile is told with page and line.</summary>
    public static Assembly Assembly => Compiled.Value;

    /// <summary>Runs the statements of a snippet.</summary>
    public static Task RunAsync(Snippet snippet, params object[] given)
    {
        var method = Assembly.GetType($"{Name(snippet)}.Statements")!.GetMethod("RunAsync")!;
        return (Task)method.Invoke(null, [.. method.GetParameters().Select(parameter => given.FirstOrDefault(parameter.ParameterType.IsInstanceOfType))])!;
    }

    private static Assembly Compile()
    {
        var trees = Snippets.Select(Tree).Prepend(CSharpSyntaxTree.ParseText(Usings, Language));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Snippets", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var errors = compilation.Emit(image).Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static error => $"{error.Location.GetMappedLineSpan()}: {error.GetMessage()}").ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return Assembly.Load(image.ToArray());
    }

    private static SyntaxTree Tree(Snippet snippet)
    {
        var root = CSharpSyntaxTree.ParseText(snippet.Code, Language).GetCompilationUnitRoot();
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToList();
        var made = statements.SelectMany(static statement => statement.DescendantNodes()).OfType<VariableDeclaratorSyntax>().Select(static variable => variable.Identifier.Text).ToHashSet();
        made.Add("args");
        var parameters = Given.Where(given => !made.Contains(given.Key)).Select(static given => $"{given.Value} {given.Key}").Append("string[] args");
        var text = $$"""
            {{root.Usings.ToFullString()}}
            namespace {{Name(snippet)}};

            {{string.Concat(root.Members.Where(static member => member is not GlobalStatementSyntax).Select(member => At(snippet, member)))}}

            public static class Statements
            {
                public static async Task RunAsync({{string.Join(", ", parameters)}})
                {
            {{string.Concat(statements.Select(statement => At(snippet, statement)))}}
                }
            }
            """;
        return CSharpSyntaxTree.ParseText(text, Language, snippet.Page);
    }

    /// <summary>The code, with where it stands on the page.</summary>
    private static string At(Snippet snippet, MemberDeclarationSyntax member)
    {
        var line = member.SyntaxTree.GetLineSpan(member.FullSpan).StartLinePosition.Line;
        return $"\n#line {snippet.Line + line} \"{snippet.Page}\"\n{member.ToFullString()}";
    }

    private static string Name(Snippet snippet) => $"{string.Concat(snippet.Page.Where(char.IsLetter))}_{snippet.Line}";
}
