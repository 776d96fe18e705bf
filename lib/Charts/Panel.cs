using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace SegBook.Charts;

/// <summary>One pair of axes with what is drawn on it; several lie side by side in a figure.</summary>
/// <param name="Charts">What is drawn, made without defaults.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Heading">A few words above the panel.</param>
internal sealed record Panel(IReadOnlyList<GenericChart> Charts, LinearAxis X, LinearAxis Y, string Heading = "")
{
    /// <summary>Panels in a row, or in rows of <paramref name="columns"/>.</summary>
    /// <param name="panels">The panels, row by row.</param>
    /// <param name="columns">How many in a row; all by default.</param>
    /// <param name="gap">The room between two columns, as a share of the figure.</param>
    /// <param name="rowGap">The room between two rows, as a share of the figure.</param>
    /// <param name="widths">The columns' relative widths; equal by default.</param>
    public static GenericChart Row(IReadOnlyList<Panel> panels, int columns = 0, double gap = 0.1, double rowGap = 0.2, double[]? widths = null)
    {
        columns = columns > 0 ? columns : panels.Count;
        var rows = (panels.Count + columns - 1) / columns;
        widths ??= [.. Enumerable.Repeat(1.0, columns)];
        var unit = (1 - (gap * (columns - 1))) / widths.Sum();
        var height = (1 - (rowGap * (rows - 1))) / rows;
        var whole = Chart.Combine(panels.SelectMany((panel, i) => panel.Charts.Select(chart => chart.WithAxisAnchor(X: i + 1, Y: i + 1))).ToArray());
        var headings = new List<Annotation>();
        for (var i = 0; i < panels.Count; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var left = (widths.Take(column).Sum() * unit) + (gap * column);
            var right = left + (widths[column] * unit);
            var top = 1 - (row * (height + rowGap));
            whole = panels[i].Place(whole, i + 1, (left, right), (Math.Max(0, top - height), top));
            if (panels[i].Heading.Length > 0)
            {
                headings.Add(Axis.Note(panels[i].Heading, left, top, StyleParam.XAnchorPosition.Left, StyleParam.YAnchorPosition.Bottom));
            }
        }

        return headings.Count > 0 ? whole.WithAnnotations(headings) : whole;
    }

    private GenericChart Place(GenericChart chart, int number, (double From, double To) across, (double From, double To) up)
    {
        X.SetValue("domain", new[] { across.From, across.To });
        Y.SetValue("domain", new[] { up.From, up.To });
        X.SetValue("anchor", number == 1 ? "y" : FormattableString.Invariant($"y{number}"));
        Y.SetValue("anchor", number == 1 ? "x" : FormattableString.Invariant($"x{number}"));
        return chart.WithXAxis(X, Id: StyleParam.SubPlotId.NewXAxis(number)).WithYAxis(Y, Id: StyleParam.SubPlotId.NewYAxis(number));
    }
}
