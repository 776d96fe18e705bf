using System.Text;
using System.Text.Json.Nodes;
using SegBook.Cli.Notebooks;
using static SegBook.Tests.Notebooks.NotebookFiles;

namespace SegBook.Tests.Notebooks;

/// <summary>A notebook that cannot be read is named with the cause, by run and by check; nothing starts, and the file stays as it was.</summary>
public sealed class NotebookFileTests : IDisposable
{
    private const string Cell = """{"cell_type":"code","id":"a","metadata":{},"outputs":[],"execution_count":null,"source":"1"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\n<<<<<<< HEAD\n\"cells\": []\n=======\n>>>>>>> other\n}", "git's conflict marks (line 2)")]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "is of nbformat 3")]
    [InlineData("{\"worksheets\":[]}", "jupyter nbconvert --to notebook")]
    [InlineData("{\"nbformat\":5,\"cells\":[]}", "is of nbformat 5, newer")]
    [InlineData("{\"nbformat\":\"4\",\"cells\":[]}", "does not say which nbformat")]
    [InlineData("{\"nbformat\":4,\"cells\":[]}", "has no cells")]
    [InlineData("{\"nbformat\":4,\"cells\":{}}", "has no cells")]
    [InlineData("{\"nbformat\":4,\"cells\":[1]}", "has a cell, number 1, that is damaged")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\",\"metadata\":null}]}", "number 1, that is damaged")]
    [InlineData("[1, 2]", "is JSON, but no notebook")]
    [InlineData("{\"a\": 1}", "is JSON, but no notebook")]
    [InlineData("hello", "is not JSON")]
    [InlineData("{\n\"nbformat\": 4,", "is not valid JSON from line 2")]
    [InlineData("<!DOCTYPE html>", "is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "git lfs pull")]
    [InlineData("{\"nbformat\":4,\"metadata\":{\"kernelspec\":{\"name\":\"python3\"}},\"cells\":[CELL]}", "is written in python")]
    [InlineData("{\"nbformat\":4,\"metadata\":{\"language_info\":{\"name\":\"julia\"}},\"cells\":[CELL]}", "is written in julia")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"source\":\"x\"},CELL]}", "has a raw cell, number 1")]
    public void Notebook_that_cannot_be_read_is_not_run_and_the_cause_is_named(string text, string cause)
    {
        var path = Path.Combine(_folder.Path, "bad.ipynb");
        File.WriteAllText(path, text.Replace("CELL", Cell));

        AssertNotRun(path, cause);
    }

    [Fact]
    public void Notebook_in_UTF_16_or_another_encoding_is_named()
    {
        var path = Path.Combine(_folder.Path, "bad.ipynb");
        foreach (var (encoding, cause) in new[] { (Encoding.Unicode, "UTF-16"), (Encoding.BigEndianUnicode, "UTF-16"), (Encoding.Latin1, "is not UTF-8") })
        {
            File.WriteAllText(path, $"{{\"nbformat\":4,\"metadata\":{{\"é\":1}},\"cells\":[{Cell}]}}", encoding);

            AssertNotRun(path, cause);
        }
    }

    [Fact]
    public void Folder_in_place_of_a_notebook_is_named()
    {
        using var screen = new StringWriter();

        Assert.Equal(1, Runner(screen).Run(Directory.CreateDirectory(Path.Combine(_folder.Path, "x.ipynb")).FullName));
        Assert.Contains("is a folder", screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Notebook_without_code_says_that_nothing_was_run()
    {
        var path = Write(_folder.Path, "prose.ipynb", Markdown("m1", "# Words"));
        var before = File.ReadAllText(path);
        using var screen = new StringWriter();

        Assert.Equal(0, Runner(screen).Run(path));
        Assert.Contains("nothing was run", screen.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public void Notebook_of_Python_whose_cells_say_csharp_and_one_with_a_byte_order_mark_are_read()
    {
        var path = Write(_folder.Path, "colab.ipynb", Code("c1", "1"));
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json["metadata"]!["kernelspec"] = JsonNode.Parse("""{"name":"python3","language":"python"}""");
        File.WriteAllText(path, json.ToJsonString(), new UTF8Encoding(true));

        using var document = NotebookFile.Open(path);

        Assert.Null(NotebookFile.OtherLanguage(document));
        Assert.Equal(1, NotebookFile.CodeCells(document));
    }

    [Fact]
    public void Executed_copy_never_takes_the_place_of_the_notebook_unasked()
    {
        var path = Write(_folder.Path, "mine.ipynb", Code("c1", "1"));
        using var screen = new StringWriter();
        var runner = new NotebookRunner(new RunSettings { DataPath = _folder.Path, OutputFolder = _folder.Path }, screen);

        Assert.Contains("would overwrite", Assert.Throws<SegBookException>(() => runner.Run(path)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
    }

    private void AssertNotRun(string path, string cause)
    {
        var before = File.ReadAllBytes(path);
        using var screen = new StringWriter();

        var code = Runner(screen).Run(path);

        Assert.Equal(1, code);
        Assert.Contains(cause, Assert.Single(screen.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "out")));
        Assert.NotEmpty(NotebookCheck.Problems(path));
    }

    private NotebookRunner Runner(TextWriter screen) =>
        new(new RunSettings { DataPath = _folder.Path, OutputFolder = Path.Combine(_folder.Path, "out"), InPlace = true }, screen);
}
