using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>What a collector reads of one meter factory's instruments: sums of counters, counts of histograms, the last value of gauges.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new();

    public Measurements(Func<Instrument, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!isWanted(instrument)) return;
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentBag<Instrument> Instruments { get; } = [];

    /// <param name="name">The instrument's name; with a tag's value after a space, if it has one.</param>
    public double this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
        _values.AddOrUpdate(name, value, (_, before) => instrument.IsObservable ? value : before + value);
    }
}
