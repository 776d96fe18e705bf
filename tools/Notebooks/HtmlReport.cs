using System.Net;
using System.Text;
using System.Text.Json;
using Markdig;

namespace SegBook.Cli.Notebooks;

/// <summary>An executed notebook as one HTML file that anyone can open: pictures inside, a table of contents beside.</summary>
public static class HtmlReport
{
    private const string Style = """
        body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
        nav{font-size:.9rem;background:#f6f6f6;padding:.8rem 1.2rem;border-radius:.4rem}nav a{display:block;color:#222;text-decoration:none}nav a.h3{margin-left:1.2rem}
        pre{background:#f6f6f6;padding:.7rem 1rem;border-radius:.4rem;overflow:auto;font-size:.85rem}pre.out{background:#fff;border-left:3px solid #ddd;border-radius:0}
        pre.err{border-left:3px solid #d55e00}img{max-width:100%}table{border-collapse:collapse;font-size:.9rem}td,th{padding:.2rem .7rem;border-bottom:1px solid #ddd}caption{text-align:left;padding:.3rem 0;font-weight:600}
        details>summary{cursor:pointer;color:#666;font-size:.85rem}
        @media print{nav{display:none}}
        """;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>Writes the report beside the notebook, with the ending .html, and returns its path.</summary>
    /// <exception cref="SegBookException">The file is not a notebook.</exception>
    public static string Write(string notebook)
    {
        using var json = Read(notebook);
        var body = new StringBuilder();
        var contents = new StringBuilder();
        foreach (var cell in json.RootElement.GetProperty("cells").EnumerateArray())
        {
            var source = Text(cell.GetProperty("source"));
            if (cell.GetProperty("cell_type").GetString() == "markdown")
            {
                AddMarkdown(body, contents, source);
            }
            else
            {
                body.Append("<details open><summary>code</summary><pre>").Append(WebUtility.HtmlEncode(source)).Append("</pre></details>\n");
                foreach (var output in cell.GetProperty("outputs").EnumerateArray())
                {
                    AddOutput(body, output);
                }
            }
        }

        var path = Path.ChangeExtension(notebook, ".html");
        var title = WebUtility.HtmlEncode(Path.GetFileNameWithoutExtension(notebook));
        File.WriteAllText(path, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{Style}</style></head>\n<body><nav>{contents}</nav>\n{body}</body></html>\n");
        return path;
    }

    private static JsonDocument Read(string notebook)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(notebook));
        }
        catch (JsonException e)
        {
            throw new SegBookException($"{notebook} is not a notebook: {e.Message}", e);
        }
    }

    private static void AddMarkdown(StringBuilder body, StringBuilder contents, string source)
    {
        var html = Markdown.ToHtml(source, Pipeline);
        foreach (var line in source.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("## ", StringComparison.Ordinal)))
        {
            var level = line.StartsWith("## ", StringComparison.Ordinal) ? 3 : 2;
            var title = line.TrimStart('#').Trim();
            contents.Append("<a class=\"h").Append(level).Append("\" href=\"#").Append(Anchor(title)).Append("\">").Append(WebUtility.HtmlEncode(title)).Append("</a>");
            body.Append("<a id=\"").Append(Anchor(title)).Append("\"></a>");
        }

        body.Append(html);
    }

    private static string Anchor(string title) => Uri.EscapeDataString(title.ToLowerInvariant().Replace(' ', '-'));

    private static void AddOutput(StringBuilder body, JsonElement output)
    {
        switch (output.GetProperty("output_type").GetString())
        {
            case "stream":
                body.Append("<pre class=\"out\">").Append(WebUtility.HtmlEncode(Text(output.GetProperty("text")))).Append("</pre>\n");
                break;
            case "error":
                body.Append("<pre class=\"out err\">").Append(WebUtility.HtmlEncode(string.Join('\n', output.GetProperty("traceback").EnumerateArray().Select(line => line.GetString())))).Append("</pre>\n");
                break;
            default:
                AddData(body, output.GetProperty("data"));
                break;
        }
    }

    private static void AddData(StringBuilder body, JsonElement data)
    {
        if (data.TryGetProperty("image/png", out var png))
        {
            body.Append("<p><img alt=\"").Append(data.TryGetProperty("text/plain", out var alt) ? WebUtility.HtmlEncode(Text(alt)) : "").Append("\" src=\"data:image/png;base64,").Append(Text(png).Trim()).Append("\"></p>\n");
        }
        else if (data.TryGetProperty("image/gif", out var gif))
        {
            body.Append("<p><img alt=\"\" src=\"data:image/gif;base64,").Append(Text(gif).Trim()).Append("\"></p>\n");
        }
        else if (data.TryGetProperty("image/svg+xml", out var svg) || data.TryGetProperty("text/html", out svg))
        {
            body.Append("<div>").Append(Text(svg)).Append("</div>\n");
        }
        else if (data.TryGetProperty("text/plain", out var plain))
        {
            body.Append("<pre class=\"out\">").Append(WebUtility.HtmlEncode(Text(plain))).Append("</pre>\n");
        }
    }

    private static string Text(JsonElement lines) =>
        lines.ValueKind == JsonValueKind.Array ? string.Concat(lines.EnumerateArray().Select(line => line.GetString())) : lines.GetString() ?? "";
}
