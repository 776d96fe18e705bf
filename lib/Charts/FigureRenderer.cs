using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using Plotly.NET;

namespace SegBook.Charts;

/// <summary>A drawn chart: a PNG file at twice the chart's size, and the text of an SVG file.</summary>
internal sealed record Drawing(byte[] Png, string Svg);

/// <summary>Draws charts with plotly.js in a browser: any number in one start, none twice in one process.</summary>
/// <remarks>A browser takes a second or two to start; twelve charts in one start take hardly longer than one.</remarks>
internal static class FigureRenderer
{
    private static readonly Dictionary<string, Drawing> Drawn = [];
    private static readonly Lock OneAtATime = new();

    /// <summary>How often the browser was started by this process.</summary>
    public static int Starts { get; private set; }

    /// <summary>plotly.js, the library that draws, as a script element. Plotly.NET carries it inside, so that it is never loaded from the network.</summary>
    public static string Library
    {
        get
        {
            var assembly = typeof(GenericChart).Assembly;
            var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return $"<script>{reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>";
        }
    }

    /// <summary>Draws those that have not been drawn yet, and returns all.</summary>
    /// <exception cref="SegBookException">No browser, or a chart that plotly.js refuses.</exception>
    public static IReadOnlyList<Drawing> Draw(params IReadOnlyList<Figure> figures)
    {
        lock (OneAtATime)
        {
            Figure[] missing = [.. figures.Where(figure => !Drawn.ContainsKey(figure.Json)).DistinctBy(figure => figure.Json)];
            foreach (var (figure, drawing) in missing.Zip(missing.Length == 0 ? [] : DrawNow(missing)))
            {
                Drawn[figure.Json] = drawing;
            }

            return [.. figures.Select(figure => Drawn[figure.Json])];
        }
    }

    /// <summary>Draws in a fresh browser, whatever has been drawn before.</summary>
    public static IReadOnlyList<Drawing> DrawNow(IReadOnlyList<Figure> figures)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-charts-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, Page(figures));
            Starts++;
            var document = Browser.Document(page, TimeSpan.FromMinutes(3));
            return [.. figures.Select((figure, i) => new Drawing(Convert.FromBase64String(Part(document, $"png{i}", figure)), Part(document, $"svg{i}", figure)))];
        }
        finally
        {
            Remove(folder);
        }
    }

    // plotly.js makes its ids from random numbers: seeded for each chart, the same chart gives the same bytes.
    private static string Page(IReadOnlyList<Figure> figures) => $$"""
        <!DOCTYPE html><html><head><meta charset="utf-8">
        <script>let seed = 1; Math.random = () => (seed = seed * 16807 % 2147483647) / 2147483647;</script>
        {{Library}}</head><body><script>
        const figures = [{{string.Join(",\n", figures.Select(figure => figure.Json))}}];
        async function draw() {
          const parts = [];
          for (const [i, figure] of figures.entries()) {
            try {
              seed = 1;
              parts.push(['svg' + i, await Plotly.toImage(figure, {format: 'svg', imageDataOnly: true})]);
              parts.push(['png' + i, await Plotly.toImage(figure, {format: 'png', scale: 2, imageDataOnly: true})]);
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

    private static string Part(string document, string id, Figure figure) => Cut(document, id)
        ?? throw new SegBookException($"The chart '{figure.Title}' could not be drawn: {Cut(document, "bad" + id[3..]) ?? "the page ended before the chart was drawn"}.");

    private static string? Cut(string document, string id)
    {
        var head = $"<pre id=\"{id}\">";
        var start = document.IndexOf(head, StringComparison.Ordinal);
        return start < 0 ? null : WebUtility.HtmlDecode(document[(start + head.Length)..document.IndexOf("</pre>", start, StringComparison.Ordinal)]);
    }

    // The browser's last helper processes may still be writing to the profile for a moment.
    private static void Remove(string folder)
    {
        for (var attempt = 0; attempt < 10 && Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}

/// <summary>A Chromium-family browser on this machine, started without a window to draw charts.</summary>
internal static class Browser
{
    private const string Advice = "Install Chromium (Debian: apt-get install chromium), Chrome or Edge, or name one in CHROME_PATH.";

    private static readonly string[] Names =
    [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
        "Google Chrome", "Chromium", "Microsoft Edge", "chrome.exe", "msedge.exe",
    ];

    private static readonly string[] Places =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome", "/opt/microsoft/msedge",
        "/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS", "/Applications/Microsoft Edge.app/Contents/MacOS",
        @"C:\Program Files\Google\Chrome\Application", @"C:\Program Files (x86)\Google\Chrome\Application", @"C:\Program Files (x86)\Microsoft\Edge\Application",
    ];

    /// <summary>Why charts cannot be drawn on this machine; null where they can.</summary>
    public static string? Missing
    {
        get
        {
            try
            {
                Find(Environment.GetEnvironmentVariable, File.Exists);
                return null;
            }
            catch (SegBookException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>The browser's file: the one that CHROME_PATH names, else the first known name on PATH or in the usual places.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="exists">Whether a file is there.</param>
    /// <exception cref="SegBookException">CHROME_PATH names no file, or there is no browser.</exception>
    public static string Find(Func<string, string?> variable, Func<string, bool> exists)
    {
        if (variable("CHROME_PATH") is { Length: > 0 } named)
        {
            return exists(named) ? named : throw new SegBookException($"CHROME_PATH is '{named}', and there is no such file. {Advice}");
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(Places);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(exists)
            ?? throw new SegBookException($"Charts are drawn by a Chromium-family browser, and none was found. {Advice}");
    }

    /// <summary>Opens a page, with the browser's profile beside it, and returns its document after all its scripts, timers included, have run.</summary>
    /// <exception cref="SegBookException">No browser, it does not start, or it takes too long.</exception>
    public static string Document(string page, TimeSpan timeout)
    {
        var executable = Find(Environment.GetEnvironmentVariable, File.Exists);
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            $"--user-data-dir={Path.Combine(Path.GetDirectoryName(page)!, "profile")}", "--virtual-time-budget=60000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (document, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(timeout))
            {
                process.Kill(entireProcessTree: true);
                throw new SegBookException($"The browser '{executable}' took longer than {timeout.TotalSeconds:0} seconds to draw the charts and was stopped.");
            }

            // The exit code says nothing: it is 0 for a page whose script failed, too. Whoever asked looks at the document.
            return document.Result.Length > 0 ? document.Result
                : throw new SegBookException($"The browser '{executable}' gave no page. It said: {messages.Result[^Math.Min(300, messages.Result.Length)..].Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new SegBookException($"The browser '{executable}' could not be started: {e.Message}", e);
        }
    }
}
