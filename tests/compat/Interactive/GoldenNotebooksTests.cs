using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>The notebooks of golden/interactive do here what they do on the real engine, cell by cell.</summary>
public sealed class GoldenNotebooksTests(GoldenFolder folder) : IClassFixture<GoldenFolder>
{
    /// <summary>The notebooks of the recording.</summary>
    public static TheoryData<string> Notebooks() =>
        Directory.Exists(Path.Combine(Shared.Golden, "interactive"))
            ? [.. Directory.EnumerateFiles(Path.Combine(Shared.Golden, "interactive"), "*.ipynb").Select(path => Path.GetFileNameWithoutExtension(path)).Order()]
            : ["01-values"];

    [GoldenTheory("interactive")]
    [MemberData(nameof(Notebooks))]
    public async Task Notebook_runs_cell_by_cell_as_recorded(string notebook)
    {
        var expected = CellRecord.Load(Path.Combine(folder.Path, notebook + ".expected.json"));

        var actual = await new GoldenRun(folder.Path, notebook).RunAsync(expected);

        var comparison = new CellComparison();
        var differences = expected.Zip(actual).Where(pair => pair.First.MayDiffer is null && !KnownDifferences.Cells.ContainsKey(pair.First.Id))
            .Select(pair => (pair.First.Id, Difference: comparison.Difference(pair.First, pair.Second))).Where(cell => cell.Difference is not null).ToList();
        Assert.True(differences.Count == 0, string.Join("\n", differences.Select(cell => $"{cell.Id}: {cell.Difference}")));
    }
}
