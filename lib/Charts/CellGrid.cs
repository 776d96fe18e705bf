using Plotly.NET;

namespace SegBook.Charts;

/// <summary>Square tables of classes against classes, as coloured cells.</summary>
internal static class CellGrid
{
    public static T[][] Of<T>(int count, Func<int, int, T> cell) =>
        [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Select(column => cell(row, column)).ToArray())];

    public static GenericChart Draw(IReadOnlyList<string> classes, double[][] shares, string[][]? texts, string[][] tips, string across, string up, string meaning)
    {
        var font = ChartStyle.Font(texts is null ? 0.8 : 1);
        return new Panel(
            [Series.Cells(classes, shares, texts, tips, meaning)],
            Axis.Names(classes, across).With(("dtick", 1), ("showline", false), ("tickfont", font), ("tickangle", -90)),
            Axis.Names(classes, up, vertical: true).With(("dtick", 1), ("showline", false), ("tickfont", font))).ToChart();
    }
}
