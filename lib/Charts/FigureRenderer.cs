using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace SegBook.Charts;

/// <summary>A drawn chart.</summary>
/// <param name="Png">A PNG file at twice the chart's size.</param>
/// <param name="Svg">The text of an SVG file.</param>
internal sealed record Drawing(byte[] Png, string Svg);

/// <summary>Draws charts with plotly.js in a browser: any number in one start, none twice in one process.</summary>
/// <remarks>A browser takes a second or two to start; twelve charts in one start take hardly longer than one.</remarks>
internal static class FigureRenderer
{
    private static readonly ConcurrentDictionary<string, Drawing> Drawn = new();
    private static readonly Lock OneAtATime = new();

    // How long one start of the browser may take.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    /// <summary>How often the browser was started by this process.</summary>
    public static int Starts { get; private set; }

    /// <summary>Draws those of <paramref name="specs"/> that have not been drawn yet, and returns all.</summary>
    /// <exception cref="SegBookException">No browser, or a chart that plotly.js refuses.</exception>
    public static IReadOnlyList<Drawing> Draw(IReadOnlyList<FigureSpec> specs)
    {
        lock (OneAtATime)
        {
            var missing = specs.Where(spec => !Drawn.ContainsKey(spec.Key)).DistinctBy(spec => spec.Key).ToArray();
            if (missing.Length > 0)
            {
                foreach (var (spec, drawing) in missing.Zip(DrawNow(missing)))
                {
                    Drawn[spec.Key] = drawing;
                }
            }

            return [.. specs.Select(spec => Drawn[spec.Key])];
        }
    }

    /// <summary>Draws in a fresh browser, whatever has been drawn before.</summary>
    public static IReadOnlyList<Drawing> DrawNow(IReadOnlyList<FigureSpec> specs)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-charts-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "plotly.min.js"), PlotlyScript.Read());
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, Page(specs));
            Starts++;
            var document = Browser.Document(page, Timeout);
            return [.. specs.Select((spec, i) => new Drawing(Convert.FromBase64String(Part(document, $"png{i}", spec)), Part(document, $"svg{i}", spec)))];
        }
        finally
        {
            Remove(folder);
        }
    }

    private static string Page(IReadOnlyList<FigureSpec> specs)
    {
        var list = string.Join(",\n", specs.Select(spec =>
            $"{{figure: {spec.Json.Replace("</", "<\\/", StringComparison.Ordinal)}, width: {spec.Width}, height: {spec.Height}}}"));

        // plotly.js makes its ids from random numbers: seeded for each chart, the same chart gives the same bytes.
        return $$"""
            <!DOCTYPE html><html><head><meta charset="utf-8">
            <script>let seed = 1; Math.random = () => (seed = seed * 16807 % 2147483647) / 2147483647;</script>
            <script src="plotly.min.js"></script></head><body><script>
            const specs = [{{list}}];
            async function draw() {
              const parts = [];
              for (let i = 0; i < specs.length; i++) {
                const {figure, width, height} = specs[i];
                try {
                  seed = 1;
                  const svg = await Plotly.toImage(figure, {format: 'svg', width, height, imageDataOnly: true});
                  const png = await Plotly.toImage(figure, {format: 'png', width, height, scale: 2, imageDataOnly: true});
                  parts.push(['svg' + i, svg], ['png' + i, png]);
                } catch (e) { parts.push(['bad' + i, String(e && e.message || e)]); }
              }
              document.head.innerHTML = document.body.innerHTML = '';
              for (const [id, text] of parts) {
                const pre = document.createElement('pre');
                pre.id = id; pre.textContent = text; document.body.appendChild(pre);
              }
            }
            draw();
            </script></body></html>
            """;
    }

    private static string Part(string document, string id, FigureSpec spec)
    {
        if (Cut(document, id) is { } text)
        {
            return text;
        }

        var reason = Cut(document, "bad" + id[3..]) ?? "the page ended before the chart was drawn";
        throw new SegBookException($"The chart '{spec.Title}' could not be drawn: {reason}.");
    }

    private static string? Cut(string document, string id)
    {
        var head = $"<pre id=\"{id}\">";
        var start = document.IndexOf(head, StringComparison.Ordinal);
        return start < 0 ? null : WebUtility.HtmlDecode(document[(start + head.Length)..document.IndexOf("</pre>", start, StringComparison.Ordinal)]);
    }

    private static void Remove(string folder)
    {
        // The browser's last helper processes may still be writing to the profile for a moment.
        for (var attempt = 0; attempt < 10; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}

/// <summary>A chart as the browser needs it.</summary>
/// <param name="Title">Names the chart in errors.</param>
/// <param name="Json">data and layout.</param>
/// <param name="Width">Width in CSS pixels.</param>
/// <param name="Height">Height in CSS pixels.</param>
internal sealed record FigureSpec(string Title, string Json, int Width, int Height)
{
    /// <summary>Equal for charts that look the same.</summary>
    public string Key { get; } = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{Width}x{Height} {Json}")));
}
