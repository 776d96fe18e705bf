using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace SegBook.Charts;

/// <summary>A pair of axes with what is drawn on it; a figure has one or several.</summary>
/// <param name="Traces">What is drawn.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
internal sealed record Panel(IReadOnlyList<Trace> Traces, LinearAxis X, LinearAxis Y)
{
    /// <summary>A figure of this panel alone.</summary>
    public GenericChart ToChart() => Grid([this], columns: 1);

    /// <summary>A figure of several panels, row by row.</summary>
    /// <param name="panels">The panels.</param>
    /// <param name="columns">How many in a row.</param>
    /// <param name="xgap">The room between two columns, for the right one's tick labels and title, as a share of a panel with its gap.</param>
    /// <param name="ygap">The room between two rows, as a share of a panel with its gap.</param>
    public static GenericChart Grid(IReadOnlyList<Panel> panels, int columns, double xgap = 0, double ygap = 0)
    {
        var traces = panels.SelectMany((panel, i) => panel.Traces.Select(trace => trace.With(("xaxis", Id("x", i)), ("yaxis", Id("y", i)))));
        return GenericChart.combine(traces.Select(trace => GenericChart.ofTraceObject(false, trace)))
            .WithLayout(("grid", new { rows = (panels.Count + columns - 1) / columns, columns, pattern = "independent", xgap, ygap }))
            .WithLayout([.. panels.SelectMany((panel, i) => new (string, object)[] { (Id("xaxis", i), panel.X), (Id("yaxis", i), panel.Y) })]);
    }

    private static string Id(string axis, int index) => index == 0 ? axis : FormattableString.Invariant($"{axis}{index + 1}");
}
