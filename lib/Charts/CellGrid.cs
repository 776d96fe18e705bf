using Plotly.NET;

namespace SegBook.Charts;

/// <summary>Square tables of classes against classes, as coloured cells.</summary>
internal static class CellGrid
{
    public static T[][] Of<T>(int count, Func<int, int, T> cell) =>
        [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Select(column => cell(row, column)).ToArray())];

    public static GenericChart Draw(IReadOnlyList<string> classes, double[][] values, double highest, string[][]? texts, string[][] tips, string across, string up, string meaning)
    {
        var (x, y) = (Axis.Names(classes, across), Axis.Names(classes, up, vertical: true));
        x.SetValue("tickangle", -90);
        foreach (var axis in new[] { x, y })
        {
            axis.SetValue("dtick", 1);
            axis.SetValue("showline", false);
            if (texts is null)
            {
                axis.SetValue("tickfont", ChartStyle.Font(0.8));
            }
        }

        return Panel.Row([new Panel([Series.Cells(classes, values, highest, texts, tips, meaning)], x, y)]);
    }
}
