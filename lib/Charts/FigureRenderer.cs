using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Plotly.NET;

namespace SegBook.Charts;

/// <summary>A drawn chart: a PNG file at twice the chart's size, and the text of an SVG file; or why plotly.js refused to draw it.</summary>
internal sealed record Drawing(byte[] Png, string Svg, string? Error);

/// <summary>Draws charts with plotly.js in a browser: any number in one start, none twice in one process.</summary>
internal static class FigureRenderer
{
    private static readonly Dictionary<string, Drawing> Drawn = [];
    private static readonly Lock OneAtATime = new();

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

    public static IReadOnlyList<Drawing> DrawNow(IReadOnlyList<Figure> figures)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-charts-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, Page(figures));
            Starts++;
            return Read(Browser.Document(page, TimeSpan.FromMinutes(3)), figures);
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
        async function draw(figure) {
          seed = 1;
          try {
            const Svg = await Plotly.toImage(figure, {format: 'svg', imageDataOnly: true});
            return {Svg, Png: await Plotly.toImage(figure, {format: 'png', scale: 2, imageDataOnly: true})};
          } catch (e) { return {Error: String(e && e.message || e)}; }
        }
        (async () => {
          const drawn = [];
          for (const figure of [{{string.Join(",\n", figures.Select(figure => figure.Json))}}]) drawn.push(await draw(figure));
          document.head.innerHTML = '';
          document.body.innerHTML = '<pre></pre>';
          document.body.firstChild.textContent = JSON.stringify(drawn);
        })();
        </script></body></html>
        """;

    private static Drawing[] Read(string document, IReadOnlyList<Figure> figures)
    {
        var (start, end) = (document.IndexOf("<pre>", StringComparison.Ordinal) + 5, document.LastIndexOf("</pre>", StringComparison.Ordinal));
        SegBookException.Require(start >= 5 && end >= start, $"The chart '{figures[0].Title}' could not be drawn: the page ended before.");
        var drawn = JsonSerializer.Deserialize<Drawing[]>(WebUtility.HtmlDecode(document[start..end]))!;
        var (bad, title) = drawn.Zip(figures, (drawing, figure) => (drawing.Error, figure.Title)).FirstOrDefault(item => item.Error is not null);
        return bad is null ? drawn : throw new SegBookException($"The chart '{title}' could not be drawn: {bad}.");
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
    public static string? Missing => Look(Environment.GetEnvironmentVariable, File.Exists).Missing;

    /// <summary>The browser's file: the one that the environment's CHROME_PATH names, else the first known name on PATH or in the usual places.</summary>
    public static string Find(Func<string, string?> variable, Func<string, bool> exists) =>
        Look(variable, exists) is (var file, null) ? file : throw new SegBookException(Look(variable, exists).Missing!);

    /// <summary>Opens a page, with the browser's profile beside it, and returns its document after all its scripts, timers included, have run.</summary>
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

    private static (string File, string? Missing) Look(Func<string, string?> variable, Func<string, bool> exists)
    {
        const string Advice = "Install Chromium (Debian: apt-get install chromium), Chrome or Edge, or name one in CHROME_PATH.";
        if (variable("CHROME_PATH") is { Length: > 0 } named)
        {
            return (named, exists(named) ? null : $"CHROME_PATH is '{named}', and there is no such file. {Advice}");
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(Places);
        var found = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(exists);
        return (found ?? "", found is null ? $"Charts are drawn by a Chromium-family browser, and none was found. {Advice}" : null);
    }
}
