using System.Diagnostics;
using Plotly.NET;

namespace SegBook.Charts;

/// <summary>A drawn chart: a PNG file at twice the chart's size, and the text of an SVG file; or why plotly.js refused to draw it.</summary>
internal sealed record Drawing(byte[] Png, string Svg, string? Error);

/// <summary>Draws charts with plotly.js in a browser that is started for the first of them, none twice in one process.</summary>
internal static class FigureRenderer
{
    // The same chart gives the same bytes: the random numbers of which plotly.js makes its ids are seeded for each chart, and the style, to which the browser gives a place among the attributes when it gets to it, is the last.
    private const string Script = """
        let seed = 1;
        Math.random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
        async function draw(figure) {
          seed = 1;
          try {
            const drawn = await Plotly.toImage(figure, {format: 'svg', imageDataOnly: true});
            const Svg = drawn.replace(/( style="[^"]*")((?: [\w:-]+="[^"]*")+)/g, '$2$1').replaceAll(' style=""', '');
            return JSON.stringify({Svg, Png: await Plotly.toImage(figure, {format: 'png', scale: 2, imageDataOnly: true})});
          } catch (e) { return JSON.stringify({Error: String(e && e.message || e)}); }
        }
        """;

    private static readonly Dictionary<string, Drawing> Drawn = [];
    private static readonly Lock OneAtATime = new();
    private static Browser? s_browser;

    public static int Starts { get; private set; }

    /// <summary>plotly.js, the library that draws, as a script element.</summary>
    public static string Library => $"<script>{PlotlyJs().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>";

    /// <summary>Draws those that have not been drawn yet, and returns all.</summary>
    public static IReadOnlyList<Drawing> Draw(params IReadOnlyList<Figure> figures)
    {
        lock (OneAtATime)
        {
            foreach (var figure in figures.Where(figure => !Drawn.ContainsKey(figure.Json)))
            {
                var drawing = DrawNow(figure);
                Drawn[figure.Json] = drawing.Error is null ? drawing : throw new SegBookException($"The chart '{figure.Title}' could not be drawn: {drawing.Error}.");
            }

            return [.. figures.Select(figure => Drawn[figure.Json])];
        }
    }

    public static Drawing DrawNow(Figure figure)
    {
        if (s_browser is not { HasEnded: false })
        {
            s_browser = new Browser();
            s_browser.Evaluate(Script);
            s_browser.Evaluate(PlotlyJs());
            Starts++;
        }

        return JsonSerializer.Deserialize<Drawing>(s_browser.Evaluate($"draw({figure.Json})"))!;
    }

    // Plotly.NET carries it inside, so that it is never loaded from the network.
    private static string PlotlyJs()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>A Chromium-family browser without a window, spoken to in Chrome's DevTools protocol through pipes. It ends when this process does, however that dies.</summary>
internal sealed class Browser
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // The one without a window at all starts twice as fast.
    private static readonly string[] Names =
    [
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
        "Google Chrome", "Chromium", "Microsoft Edge",
    ];

    private static readonly string[] Places =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome", "/opt/microsoft/msedge",
        "/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS", "/Applications/Microsoft Edge.app/Contents/MacOS",
    ];

    private readonly string _file;
    private readonly Process _process;
    private readonly string? _session;
    private readonly byte[] _buffer = new byte[1 << 16];
    private ReadOnlyMemory<byte> _unread;
    private int _sent;
    private string _said = "";

    /// <summary>Starts one with an empty page.</summary>
    /// <exception cref="SegBookException">There is none, or it does not answer.</exception>
    public Browser()
    {
        var profile = Directory.CreateTempSubdirectory("segbook-charts-").FullName;
        _file = Find(Environment.GetEnvironmentVariable, File.Exists);
        string[] arguments =
        [
            // It reads from 3 and writes to 4, and ends when they close; then its profile goes, too.
            "-c", "\"$@\" 3<&0 4>&1 >/dev/null; rm -rf \"$0\"", profile, _file,
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-dev-shm-usage", $"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank",
        ];
        _process = Process.Start(new ProcessStartInfo("/bin/sh", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, line) => _said = line.Data ?? _said;
        _process.BeginErrorReadLine();
        var target = Send("Target.createTarget", new { url = "about:blank" }).GetProperty("targetId").GetString();
        _session = Send("Target.attachToTarget", new { targetId = target, flatten = true }).GetProperty("sessionId").GetString();
    }

    /// <summary>Why charts cannot be drawn on this machine; null where they can.</summary>
    public static string? Missing => Look(Environment.GetEnvironmentVariable, File.Exists).Missing;

    public bool HasEnded => _process.HasExited;

    /// <summary>The browser's file: the one that the environment's CHROME_PATH names, else the first known name on PATH or in the usual places.</summary>
    public static string Find(Func<string, string?> variable, Func<string, bool> exists) =>
        Look(variable, exists) is (var file, null) ? file : throw new SegBookException(Look(variable, exists).Missing!);

    /// <summary>The text that a script, or the promise that it gives, comes to in the page.</summary>
    /// <exception cref="SegBookException">The script failed, or the browser did.</exception>
    public string Evaluate(string script)
    {
        var answer = Send("Runtime.evaluate", new { expression = script, awaitPromise = true, returnByValue = true });
        Require(!answer.TryGetProperty("exceptionDetails", out var problem), $"The browser could not run a script: {problem}");
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? $"{value}" : "";
    }

    private JsonElement Send(string method, object parameters)
    {
        using var late = new Timer(_ => _process.Kill(entireProcessTree: true), null, Patience, Timeout.InfiniteTimeSpan);
        var id = ++_sent;
        try
        {
            _process.StandardInput.BaseStream.Write([.. JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = _session }, Json), 0]);
            _process.StandardInput.BaseStream.Flush();
            while (true)
            {
                // Events come in between.
                var message = JsonSerializer.Deserialize<JsonElement>(Receive());
                if (message.TryGetProperty("id", out var of) && of.GetInt32() == id)
                {
                    return message.TryGetProperty("result", out var result) ? result : throw new SegBookException($"The browser '{_file}' refused {method}: {message}");
                }
            }
        }
        catch (IOException e)
        {
            throw new SegBookException($"The browser '{_file}' ended, or took longer than {Patience.TotalSeconds} seconds to draw a chart. It said: {_said}", e);
        }
    }

    /// <summary>The next message, up to the zero that ends it.</summary>
    private byte[] Receive()
    {
        using var message = new MemoryStream();
        while (true)
        {
            var end = _unread.Span.IndexOf((byte)0);
            message.Write(end < 0 ? _unread.Span : _unread.Span[..end]);
            if (end >= 0)
            {
                _unread = _unread[(end + 1)..];
                return message.ToArray();
            }

            var count = _process.StandardOutput.BaseStream.Read(_buffer);
            _unread = _buffer.AsMemory(0, count > 0 ? count : throw new EndOfStreamException());
        }
    }

    private static (string File, string? Missing) Look(Func<string, string?> variable, Func<string, bool> exists)
    {
        const string Advice = "Install Chromium (Debian: apt-get install chromium-headless-shell), Chrome or Edge, or name one in CHROME_PATH.";
        if (variable("CHROME_PATH") is { Length: > 0 } named)
        {
            return (named, exists(named) ? null : $"CHROME_PATH is '{named}', and there is no such file. {Advice}");
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(Places);
        var found = OperatingSystem.IsWindows() ? null : Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(exists);
        return (found ?? "", found is null ? $"Charts are drawn by a Chromium-family browser (on Linux and macOS), and none was found. {Advice}" : null);
    }
}
