using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using SegBook.Engine.Jupyter;

namespace SegBook.Tests.Jupyter;

/// <summary>A message as a client sees it.</summary>
internal sealed record Received(string Channel, string Type, string? Parent, JsonObject Content)
{
    public string State => Content["execution_state"]?.ToString() ?? "";
}

/// <summary>A front end in a few lines: sends requests, and collects what comes back until the kernel is idle.</summary>
internal sealed class JupyterClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly MessageCodec _codec;
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly RequestSocket _heartbeat = new();
    private readonly string[] _endpoints;

    private readonly string _key;

    public JupyterClient(int[] ports, string key)
    {
        _key = key;
        _codec = new MessageCodec(key);
        _endpoints = [.. ports.Select(port => $"tcp://127.0.0.1:{port}")];
        var identity = Encoding.ASCII.GetBytes("tests");
        (_shell.Options.Identity, _control.Options.Identity, _stdin.Options.Identity) = (identity, identity, identity);
        _iopub.SubscribeToAnyTopic();
        foreach (var (socket, endpoint) in new NetMQSocket[] { _shell, _iopub, _stdin, _control, _heartbeat }.Zip(_endpoints))
        {
            socket.Connect(endpoint);
        }
    }

    /// <summary>Answers a question of the kernel; null: the request does not allow any.</summary>
    public Func<JsonObject, string>? OnInput { get; set; }

    public void WaitUntilReady()
    {
        // Output may be missed until the subscription has reached the kernel.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Limit)
        {
            var id = Send("kernel_info_request", []);
            if (Collect(id, TimeSpan.FromSeconds(1)).Exists(message => message.State == "idle"))
            {
                return;
            }
        }

        throw new TimeoutException("The kernel does not answer.");
    }

    public string Send(string type, JsonObject content, bool onControl = false)
    {
        var message = _codec.Write([], type, null, content);
        (onControl ? _control : _shell).SendMultipartMessage(message);
        return JsonNode.Parse(message[2].ToByteArray())!["msg_id"]!.ToString();
    }

    /// <summary>Frames as they are, right or wrong.</summary>
    public void SendRaw(IEnumerable<byte[]> frames, bool onControl)
    {
        var message = new NetMQMessage();
        foreach (var frame in frames)
        {
            message.Append(frame);
        }

        (onControl ? _control : _shell).SendMultipartMessage(message);
    }

    public NetMQMessage Write(string type, JsonObject content) => _codec.Write([], type, null, content);

    /// <summary>A message with any content, signed as it should be.</summary>
    public IEnumerable<byte[]> SignedWith(string type, byte[] content)
    {
        List<byte[]> frames = [.. Write(type, []).Select(frame => frame.ToByteArray())];
        frames[5] = content;
        byte[] signed = [.. frames[2], .. frames[3], .. frames[4], .. frames[5]];
        frames[1] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), signed)));
        return frames;
    }

    /// <summary>Runs a cell and returns all that belongs to it.</summary>
    public List<Received> Execute(string code, JsonObject? more = null) => Collect(SendExecute(code, more));

    public string SendExecute(string code, JsonObject? more = null)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["stop_on_error"] = true, ["allow_stdin"] = OnInput is not null };
        foreach (var (name, value) in more ?? [])
        {
            content[name] = value?.DeepClone();
        }

        return Send("execute_request", content);
    }

    /// <summary>A question and the content of its reply.</summary>
    public JsonObject Ask(string type, JsonObject content, bool onControl = false) =>
        Collect(Send(type, content, onControl)).Single(message => message.Type == type.Replace("_request", "_reply", StringComparison.Ordinal) && message.Channel != "iopub").Content;

    /// <summary>What belongs to a request, in the order of arrival, up to its reply and the idle state.</summary>
    public List<Received> Collect(string id, TimeSpan? limit = null)
    {
        var mine = new List<Received>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < (limit ?? Limit) && !(mine.Exists(message => message.State == "idle") && mine.Exists(message => message.Channel != "iopub")))
        {
            if (Next() is { } message && message.Parent == id)
            {
                mine.Add(message);
            }
        }

        return mine;
    }

    public bool HeartBeats()
    {
        _heartbeat.SendFrame("ping");
        return _heartbeat.TryReceiveFrameString(TimeSpan.FromSeconds(5), out var echo) && echo == "ping";
    }

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { _shell, _iopub, _stdin, _control, _heartbeat })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
    }

    private Received? Next()
    {
        if (TryReceive(_stdin) is { } question)
        {
            var read = Read("stdin", question);
            _stdin.SendMultipartMessage(_codec.Write([], "input_reply", null, new JsonObject { ["value"] = OnInput!(read.Content) }));
            return read;
        }

        return TryReceive(_iopub) is { } output ? Read("iopub", output)
            : TryReceive(_shell) is { } reply ? Read("shell", reply)
            : TryReceive(_control) is { } answer ? Read("control", answer)
            : null;
    }

    private static NetMQMessage? TryReceive(NetMQSocket socket)
    {
        NetMQMessage? message = null;
        return socket.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(2), ref message) ? message : null;
    }

    private Received Read(string channel, NetMQMessage message)
    {
        List<byte[]> frames = [.. message.Select(frame => frame.ToByteArray())];
        var read = _codec.TryRead(frames) ?? throw new InvalidDataException($"A message on {channel} is not signed as it should be.");
        var parent = JsonNode.Parse(frames[^3]) as JsonObject;
        return new Received(channel, read.Type, parent?["msg_id"]?.ToString(), read.Content);
    }
}
