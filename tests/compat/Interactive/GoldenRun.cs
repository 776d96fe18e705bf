using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using SegBook.Engine;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>Runs a notebook in fresh kernels and writes down what its cells do.</summary>
internal sealed class GoldenRun(string folder, string name)
{
    private readonly Normaliser _normaliser = new(folder);
    private readonly Dictionary<string, string> _ids = [];

    public async Task<IReadOnlyList<CellRecord>> RunAsync(IReadOnlyList<CellRecord> expected)
    {
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        Formatter.ResetToDefault();
        using var kernels = NotebookEngine.Create();
        try
        {
            var document = Notebook.Parse(await File.ReadAllTextAsync(Path.Combine(folder, name + ".ipynb")), NotebookEngine.KernelNames());
            var cells = document.Elements.ToDictionary(element => element.Id!);
            var records = new List<CellRecord>();
            foreach (var cell in expected)
            {
                records.Add(await RunCellAsync(kernels, cells[cell.Id], cell));
            }

            return records;
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private async Task<CellRecord> RunCellAsync(CompositeKernel kernels, InteractiveDocumentElement cell, CellRecord expected)
    {
        if (cell.KernelName == "markdown")
        {
            return new CellRecord { Id = expected.Id, Outcome = "not run" };
        }

        var events = new List<KernelEvent>();
        var command = new SubmitCode(cell.Contents, cell.KernelName);
        using (kernels.KernelEvents.Subscribe(e => Add(events, e)))
        {
            var running = kernels.SendAsync(command);
            if (expected.CancelAfterSeconds is { } seconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, 1)));
                await kernels.SendAsync(new Cancel());
            }

            await running.WaitAsync(TimeSpan.FromSeconds(60));
        }

        lock (events)
        {
            var failed = events.OfType<CommandFailed>().LastOrDefault(e => ReferenceEquals(e.Command, command));
            return new CellRecord
            {
                Id = expected.Id,
                Outcome = failed is null ? "succeeded" : "failed",
                Message = failed is null ? null : _normaliser.Apply(failed.Message),
                Exception = failed?.Exception is { } exception ? _normaliser.Apply(exception.GetType().FullName!) : null,
                Events = Joined(events.Select(ToRecord).OfType<EventRecord>()),
            };
        }
    }

    private static void Add(List<KernelEvent> events, KernelEvent kernelEvent)
    {
        lock (events)
        {
            events.Add(kernelEvent);
        }
    }

    private EventRecord? ToRecord(KernelEvent kernelEvent) => kernelEvent switch
    {
        StandardOutputValueProduced or StandardErrorValueProduced =>
            new EventRecord { Type = kernelEvent.GetType().Name, Text = _normaliser.Apply(((DisplayEvent)kernelEvent).FormattedValues.First().Value) },
        DiagnosticsProduced { Diagnostics.Count: > 0 } diagnostics => new EventRecord { Type = nameof(DiagnosticsProduced), Lines = Lines(diagnostics) },
        ErrorProduced error => new EventRecord { Type = nameof(ErrorProduced), Message = _normaliser.Apply(error.Message) },
        DisplayedValueProduced or DisplayedValueUpdated or ReturnValueProduced => ToRecord((DisplayEvent)kernelEvent),
        _ => null,
    };

    private EventRecord ToRecord(DisplayEvent display) => new()
    {
        Type = display.GetType().Name,
        Id = display.ValueId is { } id ? _ids.TryGetValue(id, out var known) ? known : _ids[id] = $"id{_ids.Count + 1}" : null,
        Values = display.FormattedValues.ToDictionary(value => value.MimeType, value => _normaliser.Apply(value.Value, value.MimeType)),
    };

    /// <summary>The real engine's text of a directive's diagnostic is the name of a type, so the list is used for those.</summary>
    private List<string> Lines(DiagnosticsProduced produced) =>
    [
        .. produced.Diagnostics.Zip(produced.FormattedDiagnostics, (diagnostic, formatted) => diagnostic.Code.StartsWith("DNI", StringComparison.Ordinal)
            ? $"({diagnostic.LinePositionSpan.Start.Line + 1},{diagnostic.LinePositionSpan.Start.Character + 1}): {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Code}: {diagnostic.Message}"
            : formatted.Value).Select(line => _normaliser.Apply(line)),
    ];

    private static List<EventRecord> Joined(IEnumerable<EventRecord> events)
    {
        var joined = new List<EventRecord>();
        foreach (var record in events)
        {
            if (record.IsStream && joined.LastOrDefault() is { } last && last.Type == record.Type)
            {
                last.Text += record.Text;
            }
            else
            {
                joined.Add(record);
            }
        }

        return joined;
    }
}
