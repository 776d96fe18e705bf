using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegBook.Tests.Notebooks;

/// <summary>Small notebooks for the tests, in the form that the project commits them.</summary>
internal static class NotebookFiles
{
    public static JsonObject Code(string id, string source, int? count = null, JsonArray? outputs = null) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = count,
        ["id"] = id,
        ["metadata"] = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
        },
        ["outputs"] = outputs ?? [],
        ["source"] = Lines(source),
    };

    public static JsonObject Markdown(string id, string source) => new()
    {
        ["cell_type"] = "markdown",
        ["id"] = id,
        ["metadata"] = new JsonObject(),
        ["source"] = Lines(source),
    };

    public static JsonObject Stream(string text) => new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = Lines(text) };

    public static string Write(string folder, string name, params JsonObject[] cells)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = JsonNode.Parse("""
                {
                  "kernelspec": { "display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp" },
                  "language_info": { "file_extension": ".cs", "mimetype": "text/x-csharp", "name": "C#", "pygments_lexer": "csharp", "version": "13.0" },
                  "polyglot_notebook": { "kernelInfo": { "defaultKernelName": "csharp", "items": [ { "aliases": [], "languageName": "csharp", "name": "csharp" } ] } }
                }
                """),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, notebook.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return path;
    }

    private static JsonArray Lines(string text)
    {
        var lines = text.Split('\n');
        return [.. lines.Select((line, i) => (JsonNode)(i < lines.Length - 1 ? line + "\n" : line))];
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("segbook-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
