using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace SegBook.Engine.Jupyter;

/// <summary>The cells of this session, for history_request.</summary>
internal sealed class History
{
    private const int Session = 1;
    private readonly List<(int Line, string Code)> _cells = [];

    public void Add(int line, string code)
    {
        lock (_cells)
        {
            _cells.Add((line, code));
        }
    }

    public JsonObject Reply(Message request)
    {
        lock (_cells)
        {
            IEnumerable<(int Line, string Code)> found = request.Text("hist_access_type") switch
            {
                "tail" => _cells.TakeLast(request.Number("n", 10)),
                "range" => _cells.Where(cell => cell.Line >= request.Number("start") && cell.Line < request.Number("stop", int.MaxValue)),
                "search" => Search(request),
                _ => _cells,
            };
            var withOutput = request.Flag("output");
            return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray([.. found.Select(cell => (JsonNode)Entry(cell, withOutput))]) };
        }
    }

    private static JsonArray Entry((int Line, string Code) cell, bool withOutput) =>
        [Session, cell.Line, withOutput ? new JsonArray(cell.Code, null) : JsonValue.Create(cell.Code)];

    private IEnumerable<(int Line, string Code)> Search(Message request)
    {
        var pattern = request.Text("pattern") is { Length: > 0 } given ? given : "*";
        var found = _cells.Where(cell => FileSystemName.MatchesSimpleExpression(pattern, cell.Code, ignoreCase: false));
        found = request.Flag("unique") ? found.GroupBy(cell => cell.Code).Select(same => same.Last()) : found;
        return found.TakeLast(request.Number("n", int.MaxValue));
    }
}
