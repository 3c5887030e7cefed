namespace LiveSubmissions.FanOut;

/// <summary>A command line of <c>--name value</c> pairs, <c>--name</c> switches and words.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) Words.Add(args[i]);
            else if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) _values[args[i][2..]] = args[++i];
            else _values[args[i][2..]] = "";
        }
    }

    public List<string> Words { get; } = [];

    public bool Has(string name) => _values.ContainsKey(name);

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var text) ? int.Parse(text) : otherwise;

    public string[] List(string name, params string[] otherwise) =>
        _values.TryGetValue(name, out var text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : otherwise;

    /// <summary>The names that are none of these: a misspelt option must not be passed over.</summary>
    public IEnumerable<string> Except(params string[] known) => _values.Keys.Except(known);
}
