using System.Globalization;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Telemetry;
using Spectre.Console;

namespace LiveSubmissions.Tool.Trace;

/// <summary>The path as a table.</summary>
internal static class TracePrinter
{
    public static void Print(UpdatePath path, IAnsiConsole console)
    {
        if (path.Hops.Count > 0) console.Write(Table(path));
        if (path.InLog is { } log) console.Write(new Text($"The log has it as {log.State.Status}, since {log.AcceptedAt:u}.\n"));
        foreach (var deaf in path.Deaf) console.Write(new Text($"The {deaf} did not answer: ask the doctor why (live-submissions doctor).\n"));
        if (path.Hops.Count > 0) return;
        console.Write(new Text(
            $"{path.Asked} processes answered, and none remembers an update of submission {path.Submission}: it was never broadcast, the process that did has ended, or thousands came after "
            + "it. What the log says: live-submissions doctor --submission ID --problem ID\n"));
    }

    private static Table Table(UpdatePath path)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("update", "hop", "at (UTC)", "after", "by", "to");
        PathHop? before = null;
        var number = 0;
        foreach (var hop in path.Hops)
        {
            var isNew = before?.Operation != hop.Operation;
            if (isNew && before is not null) table.AddEmptyRow();
            if (isNew) number++;
            table.AddRow(
                new Text(isNew ? $"{number}. {hop.Status}" : ""),
                new Text(Name(hop.Hop)),
                new Text(hop.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                new Text(isNew ? "" : Printable.Duration(hop.At - before!.At)),
                new Text(hop.Process),
                new Text(hop.Hop == TraceHop.Written ? $"{hop.Clients} waiting clients" : hop.Group));
            before = hop;
        }

        return table;
    }

    /// <summary>The log publishes what it accepts in the same step.</summary>
    private static string Name(string hop) => hop == TraceHop.Stored ? "stored, published" : hop;
}
