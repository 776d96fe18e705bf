using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SegBook.Cli.Notebooks;

/// <summary>Executed notebooks as one HTML file that anyone can open, without a network: pictures inside, a table of contents beside.</summary>
public static partial class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light}
        body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
        h1,h2,h3{line-height:1.25;margin:2.2rem 0 .8rem}h1{margin-top:1rem}a{color:#0060a0}
        nav{font-size:.9rem;background:#f6f6f6;padding:.8rem 1.2rem;border-radius:.4rem}nav a{display:block;color:#222;text-decoration:none}nav a:hover{text-decoration:underline}nav a.h2{margin-left:1.2rem}
        pre{background:#f6f6f6;padding:.7rem 1rem;border-radius:.4rem;font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}pre.out{background:#fff;border-left:3px solid #ddd;border-radius:0}
        pre.err{border-left:3px solid #d55e00}section+section{border-top:2px solid #ddd;margin-top:4rem;padding-top:1rem}img{max-width:100%}.wide{overflow-x:auto}
        table{border-collapse:collapse;font-size:.9rem;margin:1rem 0}td[align=right],th[align=right]{text-align:right}td,th{padding:.2rem .7rem;border-bottom:1px solid #ddd}caption{text-align:left;padding:.3rem 0;font-weight:600}
        .math{font-family:serif;font-size:1.1em}div.math,.display{display:block;text-align:center;margin:1rem 0}
        details>summary{cursor:pointer;color:#666;font-size:.85rem}details>pre{margin-top:.3rem}
        @media(min-width:92rem){nav{position:fixed;top:2rem;left:calc(50% - 46rem);width:11rem;max-height:calc(100vh - 6rem);overflow:auto}}
        @media print{nav,summary{display:none}}
        """;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>Writes notebooks, in this order, as one page.</summary>
    /// <exception cref="SegBookException">A file is not a notebook.</exception>
    public static void Write(IReadOnlyList<string> notebooks, string page)
    {
        var (body, contents) = (new StringBuilder(), new StringBuilder());
        foreach (var notebook in notebooks)
        {
            var name = Path.GetFileNameWithoutExtension(notebook);
            body.Append($"<section id=\"{WebUtility.HtmlEncode(name)}\">\n");
            using var json = Read(notebook);
            foreach (var cell in json.RootElement.GetProperty("cells").EnumerateArray())
            {
                Add(body, contents, cell);
            }

            body.Append("</section>\n");
        }

        // The policy is what keeps a page from asking the network for anything.
        AtomicFile.Write(page, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>SegBook: {WebUtility.HtmlEncode(string.Join(", ", notebooks.Select(Path.GetFileNameWithoutExtension)))}</title><style>
            {Style}
            </style></head>
            <body><nav>{contents}</nav>
            {body}</body></html>

            """);
    }

    private static void Add(StringBuilder body, StringBuilder contents, JsonElement cell)
    {
        var source = Text(cell.GetProperty("source"));
        if (cell.GetProperty("cell_type").GetString() == "markdown")
        {
            AddMarkdown(body, contents, source);
        }
        else if (!NotebookFile.IsCode(cell))
        {
            body.Append("<pre>").Append(WebUtility.HtmlEncode(source)).Append("</pre>\n");
        }
        else
        {
            body.Append("<details><summary>code</summary><pre>").Append(WebUtility.HtmlEncode(source)).Append("</pre></details>\n");
            foreach (var output in NotebookCheck.Outputs(cell))
            {
                AddOutput(body, output);
            }
        }
    }

    private static JsonDocument Read(string notebook)
    {
        try
        {
            return NotebookFile.Open(notebook);
        }
        catch (SegBookException e)
        {
            throw new SegBookException($"{notebook} {e.Message}", e);
        }
    }

    private static void AddMarkdown(StringBuilder body, StringBuilder contents, string source)
    {
        var document = Markdown.Parse(source, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>().Where(heading => heading.Level <= 2))
        {
            // Notebooks have headings in common.
            var id = $"{heading.GetAttributes().Id}";
            heading.GetAttributes().Id = id = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? id : $"{id}-{n}")
                .First(free => !$"{contents}".Contains($"\"#{free}\"", StringComparison.Ordinal));
            var title = string.Concat(heading.Inline!.Descendants().Select(part => part is LiteralInline text ? text.Content.ToString() : part is CodeInline code ? code.Content : ""));
            contents.Append($"<a class=\"h{heading.Level}\" href=\"#{id}\">").Append(WebUtility.HtmlEncode(title)).Append("</a>");
        }

        foreach (var link in document.Descendants<LinkInline>().Where(link => link.Url?.EndsWith(".ipynb", StringComparison.Ordinal) == true))
        {
            link.Url = $"#{Path.GetFileNameWithoutExtension(link.Url)}";
        }

        foreach (var formula in document.Descendants<MathInline>().Where(formula => formula.DelimiterCount == 2))
        {
            formula.GetAttributes().AddClass("display");
        }

        body.Append(MathPattern().Replace(document.ToHtml(Pipeline), formula => formula.Groups[1].Value + Formula.ToHtml(WebUtility.HtmlDecode(formula.Groups[2].Value)) + formula.Groups[3].Value));
    }

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

    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif"];

    private static void AddData(StringBuilder body, JsonElement data)
    {
        if (Pictures.FirstOrDefault(name => data.TryGetProperty(name, out _)) is { } type)
        {
            body.Append("<p><img alt=\"").Append(data.TryGetProperty("text/plain", out var alt) ? WebUtility.HtmlEncode(Text(alt)) : "").Append("\" src=\"data:").Append(type).Append(";base64,").Append(Text(data.GetProperty(type)).Trim()).Append("\"></p>\n");
        }
        else if (data.TryGetProperty("image/svg+xml", out var svg) || data.TryGetProperty("text/html", out svg))
        {
            body.Append("<div class=\"wide\">").Append(Text(svg)).Append("</div>\n");
        }
        else if (data.TryGetProperty("text/plain", out var plain))
        {
            body.Append("<pre class=\"out\">").Append(WebUtility.HtmlEncode(Text(plain))).Append("</pre>\n");
        }
    }

    private static string Text(JsonElement lines) =>
        lines.ValueKind == JsonValueKind.Array ? string.Concat(lines.EnumerateArray().Select(line => line.GetString())) : lines.GetString() ?? "";

    [GeneratedRegex("""(<(?:span|div) class="math(?: display)?">)\s*\\[(\[](.*?)\\[)\]]\s*(</(?:span|div)>)""", RegexOptions.Singleline)]
    private static partial Regex MathPattern();
}
