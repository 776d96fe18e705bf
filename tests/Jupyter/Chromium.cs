using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SegBook.Tests.Jupyter;

/// <summary>A headless browser with one page, driven by the DevTools protocol.</summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    public const string Program = "/usr/bin/chromium";

    private readonly string _profile = Directory.CreateTempSubdirectory("segbook-chromium-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private int _sent;

    private Chromium() => _process = Process.Start(new ProcessStartInfo(Program,
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1100,1000", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "about:blank"])
    {
        RedirectStandardError = true,
    })!;

    public static async Task<Chromium> OpenAsync(string address)
    {
        var browser = new Chromium();
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{browser.Port()}/json/list")))!.AsArray();
        var page = pages.Single(entry => entry!["type"]!.ToString() == "page")!;
        await browser._socket.ConnectAsync(new Uri(page["webSocketDebuggerUrl"]!.ToString()), CancellationToken.None);
        await browser.SendAsync("Page.navigate", new JsonObject { ["url"] = address });
        return browser;
    }

    /// <summary>The value of an expression of JavaScript.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var reply = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return reply["exceptionDetails"] is { } details ? throw new InvalidOperationException($"{expression}: {details.ToJsonString()}") : reply["result"]?["value"];
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string condition, int seconds = 120)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            if (await EvaluateAsync($"(() => {{ try {{ return !!({condition}) }} catch (e) {{ return false }} }})()") is JsonValue value && value.GetValue<bool>())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not come to: {condition}");
    }

    /// <param name="key">As in KeyboardEvent.key.</param>
    /// <param name="code">The Windows key code.</param>
    /// <param name="withShift">Held down with it.</param>
    public async Task PressAsync(string key, int code, bool withShift = false)
    {
        foreach (var type in (string[])["rawKeyDown", "keyUp"])
        {
            await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = withShift ? 8 : 0 });
        }
    }

    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((await SendAsync("Page.captureScreenshot", []))["data"]!.ToString());

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // a helper process of the browser may still be writing; the folder is in the temporary one
        }
    }

    private string Port()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = _process.StandardError.ReadToEndAsync();
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("The browser does not start.");
    }

    private async Task<JsonObject> SendAsync(string method, JsonObject parameters)
    {
        var id = ++_sent;
        var request = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            var reply = JsonNode.Parse(await ReceiveAsync())!.AsObject();
            if (reply["id"]?.GetValue<int>() == id)
            {
                return reply["result"]?.AsObject() ?? throw new InvalidOperationException(reply.ToJsonString());
            }
        }
    }

    private async Task<byte[]> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return message.ToArray();
    }

    [GeneratedRegex(@"DevTools listening on ws://[^:]+:(\d+)/")]
    private static partial Regex Listening();
}
