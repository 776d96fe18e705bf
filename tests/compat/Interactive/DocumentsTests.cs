using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;
using SegBook.Engine;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>Notebook files: read, kept, written.</summary>
public sealed class DocumentsTests
{
    [GoldenFact("interactive")]
    public void Notebook_read_and_written_stays_the_same_to_the_letter()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Shared.Golden, "interactive"), "*.ipynb"))
        {
            var text = File.ReadAllText(path);
            // Cells without kernel metadata get it when they are written; one recorded notebook has such cells on purpose.
            if (!path.Contains("25-kernel-selection", StringComparison.Ordinal))
            {
                // .NET's JSON writer escapes characters beyond the first plane.
                Assert.Equal(text.TrimEnd('\n'), Notebook.Parse(text).ToJupyterJson().Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Document_written_has_keys_in_order_and_both_forms_of_metadata()
    {
        var cell = new InteractiveDocumentElement("1 + 1\n\"ä <b>\"", "csharp", [new TextElement("a\nb"), new DisplayElement(new Dictionary<string, object> { ["text/plain"] = "x" })]) { Id = "c1", ExecutionOrder = 3 };
        InteractiveDocument document = [new InteractiveDocumentElement("# Head", "markdown") { Id = "m1" }, cell];

        var json = document.ToJupyterJson("csharp");

        Assert.Equal(Expected.ReplaceLineEndings("\n"), json);
    }

    [Fact]
    public void Kernel_of_a_cell_comes_from_new_metadata_then_old_then_first_line_then_default()
    {
        var json = """
            {"cells": [
              {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "csharp"}, "polyglot_notebook": {"kernelName": "html"}}, "source": ["a"]},
              {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "C#"}}, "source": ["a"]},
              {"cell_type": "code", "metadata": {}, "source": "#!html\n<b>"},
              {"cell_type": "code", "metadata": {}, "source": "a"},
              {"cell_type": "code", "metadata": {}, "source": ["#!markdown\n", "text"]},
              {"cell_type": "raw", "metadata": {}, "source": "kept"}],
             "metadata": {"kernelspec": {"name": ".net-csharp", "language": "C#"}}, "nbformat": 4, "nbformat_minor": 5}
            """;

        var document = Notebook.Parse(json, NotebookEngine.KernelNames());

        Assert.Equal(["html", "csharp", "html", "csharp", "markdown", "raw"], document.Elements.Select(element => element.KernelName));
    }

    [Fact]
    public void Dib_is_split_at_selectors_of_known_kernels()
    {
        var document = CodeSubmission.Parse("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n#!markdown\n\n# Text\n\n#!csharp\n\n#!time\nvar x = 1;\n", NotebookEngine.KernelNames());

        Assert.Equal([("markdown", "# Text"), ("csharp", "#!time\nvar x = 1;")], document.Elements.Select(element => (element.KernelName, element.Contents)));
        Assert.Equal("csharp", document.GetDefaultKernelName());
    }

    private const string Expected = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "m1",
           "metadata": {},
           "source": [
            "# Head"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "c1",
           "metadata": {
            "dotnet_interactive": {
             "language": "csharp"
            },
            "polyglot_notebook": {
             "kernelName": "csharp"
            }
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "a\n",
              "b"
             ]
            },
            {
             "data": {
              "text/plain": [
               "x"
              ]
             },
             "metadata": {},
             "output_type": "display_data"
            }
           ],
           "source": [
            "1 + 1\n",
            "\"ä <b>\""
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          },
          "language_info": {
           "file_extension": ".cs",
           "mimetype": "text/x-csharp",
           "name": "C#",
           "pygments_lexer": "csharp",
           "version": "13.0"
          },
          "polyglot_notebook": {
           "defaultKernelName": "csharp",
           "items": [
            {
             "aliases": [],
             "name": "csharp"
            }
           ]
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }
        """;
}
