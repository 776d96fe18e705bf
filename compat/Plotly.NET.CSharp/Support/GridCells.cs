using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>The cells of a grid of charts, counted row by row from 1.</summary>
internal static class GridCells
{
    /// <summary>Moves a chart from the axes x and y to those of its cell.</summary>
    public static void Move(GenericChart chart, int cell)
    {
        var suffix = Numbers.Suffix(cell);
        foreach (var trace in chart.Traces)
        {
            trace.Set("xaxis", "x" + suffix).Set("yaxis", "y" + suffix);
        }

        foreach (var name in new[] { "xaxis", "yaxis" })
        {
            var axis = chart.Layout.TryGetValue(name)?.Value ?? new LinearAxis();
            chart.Layout.Remove(name);
            chart.Layout.SetValue(name + suffix, axis);
        }
    }

    /// <summary>The cells' titles, as annotations at the top centre of each cell.</summary>
    public static Annotation[] Titles(IReadOnlyList<string> titles, int rows, int columns, double xGap, double yGap, double offset, Font font)
    {
        var (stepX, stepY) = (1 / (columns - xGap), 1 / (rows - yGap));
        return [.. titles.Select((title, i) =>
        {
            var annotation = new Annotation()
                .Set("x", (i % columns * stepX) + (stepX * (1 - xGap) / 2)).Set("y", 1 - (i / columns * stepY) + offset)
                .Set("xref", "paper").Set("yref", "paper").Set("xanchor", "center").Set("yanchor", "bottom").Set("showarrow", false).Set("text", title);
            return font is null ? annotation : annotation.Set("font", font);
        })];
    }
}
