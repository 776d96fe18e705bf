using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;

namespace SegBook.Engine.Jupyter;

/// <summary>How a failed cell is told: what kind of error, its text, and the lines that a front end shows.</summary>
internal sealed record CellError(string Name, string Text, IReadOnlyList<string> Lines)
{
    public static CellError From(CommandFailed failed) => failed.Exception switch
    {
        // The diagnostics have gone to the error stream.
        CodeSubmissionCompilationErrorException => new CellError("Error", "compilation error", []),
        null => new CellError("Error", failed.Message, [failed.Message]),
        var exception => new CellError(exception.GetType().Name, failed.Message, [failed.Message]),
    };

    public JsonObject ToContent() => new()
    {
        ["ename"] = Name,
        ["evalue"] = Text,
        ["traceback"] = new JsonArray([.. Lines.Select(line => (JsonNode)line)]),
    };

    public JsonObject ToReply(int executionCount)
    {
        var reply = ToContent();
        reply["status"] = "error";
        reply["execution_count"] = executionCount;
        return reply;
    }
}
