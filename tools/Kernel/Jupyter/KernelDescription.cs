using System.Text.Json.Nodes;

namespace SegBook.Engine.Jupyter;

/// <summary>What the kernel says of itself. Front ends copy the language into the notebook file.</summary>
internal static class KernelDescription
{
    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = "5.3",
        ["implementation"] = "SegBook",
        ["implementation_version"] = typeof(KernelDescription).Assembly.GetName().Version!.ToString(3),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "13.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = "SegBook: C# notebooks",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
    };
}
