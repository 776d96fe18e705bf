using System.Text.Json.Nodes;
using SegBook.Cli.Notebooks;
using static SegBook.Tests.Notebooks.NotebookFiles;

namespace SegBook.Tests.Notebooks;

public sealed class NotebookCheckTests
{
    [Fact]
    public void Check_passes_a_notebook_that_ran_once_from_top_to_bottom()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder.Path, "fit.ipynb", Markdown("m1", "# 1. Fit?"), Code("c1", "1+1", 1, [Stream("2\n")]));

        Assert.Empty(NotebookCheck.Problems(path));
    }

    [Theory]
    [InlineData(2, "was not run as number 1")]
    [InlineData(null, "was not run as number 1")]
    public void Check_names_a_cell_that_was_run_out_of_order(int? count, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder.Path, "order.ipynb", Code("c1", "1+1", count, [Stream("2\n")]));

        Assert.Contains(NotebookCheck.Problems(path), found => found.Contains(problem) && found.Contains("c1"));
    }

    [Fact]
    public void Check_finds_errors_machine_paths_large_pictures_the_kernels_banner_and_missing_outputs()
    {
        using var folder = new TemporaryFolder();
        var error = new JsonObject { ["output_type"] = "error", ["ename"] = "Error", ["evalue"] = "boom", ["traceback"] = new JsonArray() };
        var picture = new JsonObject { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { ["image/png"] = new string('A', 300_000) } };
        var bad = Write(folder.Path, "bad.ipynb", Code("c1", "x", 1, [error]), Code("c2", "y", 2, [picture]), Code("c3", "z", 3, [Stream("/home/me/data\n")]), Code("c4", "w", 4, [Stream("const probeAddresses = [\"http://192.168.0.1:2048/\"]\n")]));
        var empty = Write(folder.Path, "empty.ipynb", Code("c1", "x", 1));

        var problems = NotebookCheck.Problems(bad);

        Assert.Contains("cell c1 ended in an error: boom", problems);
        Assert.Contains(problems, problem => problem.StartsWith("cell c2 shows a picture of 225 kB", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("/home/me/data", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("cell c4 holds the official kernel's banner", StringComparison.Ordinal));
        Assert.Contains(NotebookCheck.Problems(empty), problem => problem.StartsWith("has no outputs", StringComparison.Ordinal));
    }

    [Fact]
    public void Differences_are_named_by_cell_and_volatile_cells_are_left_out()
    {
        using var folder = new TemporaryFolder();
        var timing = Code("c2", "time", 2, [Stream("1.5 s\n")]);
        timing["metadata"]!["tags"] = new JsonArray("volatile");
        var otherTiming = Code("c2", "time", 2, [Stream("9.9 s\n")]);
        otherTiming["metadata"]!["tags"] = new JsonArray("volatile");
        var committed = Write(folder.Path, "a.ipynb", Code("c1", "x", 1, [Stream("0.50\n")]), timing);
        var fresh = Write(folder.Path, "b.ipynb", Code("c1", "x", 1, [Stream("0.51\n")]), otherTiming);

        Assert.Empty(NotebookCheck.Differences(committed, committed));
        Assert.Contains("c1", Assert.Single(NotebookCheck.Differences(committed, fresh)));
    }

    [Fact]
    public void Committed_notebooks_are_fit()
    {
        var problems = Directory.GetFiles(Path.Combine(Support.Shared.Root, "notebooks"), "*.ipynb")
            .SelectMany(path => NotebookCheck.Problems(path).Select(problem => $"{Path.GetFileName(path)} {problem}"));

        Assert.Empty(problems);
    }
}
