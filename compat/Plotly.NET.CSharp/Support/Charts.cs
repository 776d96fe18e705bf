using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

using static StyleParam;

/// <summary>Charts made of traces, and what some kinds of chart need in their layout.</summary>
internal static class Charts
{
    public static GenericChart Chart(this Trace trace, Optional<bool> useDefaults) => Of([trace], useDefaults);

    public static GenericChart Of(IReadOnlyList<Trace> traces, Optional<bool> useDefaults) => GenericChart.Of(traces, useDefaults.Or(true));

    public static GenericChart Empty()
    {
        var axis = LinearAxis.init<IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible>(
            ShowTickLabels: false, ShowLine: false, ShowGrid: false, ZeroLine: false);
        return Of([new Trace(null)], false).WithXAxis(axis).WithYAxis(axis);
    }

    public static GenericChart Stacked(this GenericChart chart) => chart.ChangeLayout(layout => layout.Set("barmode", BarMode.Stack));

    /// <summary>The first row at the top.</summary>
    public static GenericChart Upright(this GenericChart chart, Optional<bool> reverse) =>
        reverse.Or(false) ? chart.ChangeLayout(layout => layout.Child<LinearAxis>("yaxis").Set("autorange", AutoRange.Reversed)) : chart;

    /// <summary>A text in every cell of a heat map.</summary>
    public static GenericChart Written(this GenericChart chart, IEnumerable<IEnumerable<string>> texts) =>
        chart.WithAnnotations(texts.SelectMany((row, y) => row.Select((text, x) =>
            new Annotation().Set("x", x).Set("y", y).Set("showarrow", false).Set("text", text))).ToArray());
}

/// <summary>What a trace draws at its points.</summary>
internal static class Modes
{
    public static Mode Lines(bool markers, bool text) =>
        markers ? text ? Mode.Lines_Markers_Text : Mode.Lines_Markers : text ? Mode.Lines_Text : Mode.Lines;

    public static Mode Points(bool text) => text ? Mode.Markers_Text : Mode.Markers;

    public static Mode Of(Mode mode, Optional<bool> markers, bool text)
    {
        var word = (string)((IChoice)mode).Value;
        return Of(word.Contains("lines", StringComparison.Ordinal), markers.Or(word.Contains("markers", StringComparison.Ordinal)),
            text || word.Contains("text", StringComparison.Ordinal));
    }

    private static Mode Of(bool lines, bool markers, bool text) =>
        lines ? Lines(markers, text) : markers ? Points(text) : text ? Mode.Text : Mode.None;
}
