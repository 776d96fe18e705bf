using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace SegBook.Engine.Jupyter;

/// <summary>
/// A Jupyter kernel on the notebook engine: requests of the shell channel one after the other, those of the control channel at once.
/// </summary>
internal sealed class JupyterKernel : IDisposable
{
    private readonly CompositeKernel _kernels = NotebookEngine.Create();
    private readonly Channel<(long Number, Message Request)> _queue = System.Threading.Channels.Channel.CreateUnbounded<(long, Message)>();
    private readonly MessageCodec _codec;
    private readonly Sockets _sockets;
    private readonly Client _client;
    private readonly InputBroker _input;
    private readonly ExecuteHandler _execute;
    private readonly CodeHelp _help;
    private readonly History _history = new();
    private long _received;
    private long _abortThrough = -1;

    public JupyterKernel(Connection connection)
    {
        _codec = new MessageCodec(connection.Key);
        _sockets = new Sockets(connection, OnReceived);
        _client = new Client(_codec, _sockets);
        _input = new InputBroker(_kernels, _client);
        _execute = new ExecuteHandler(_kernels, _client, _history, _input);
        _help = new CodeHelp(_kernels);
    }

    /// <summary>Serves until a front end asks for shutdown, or is gone.</summary>
    public void Run()
    {
        _client.PublishStatus(null, "starting");
        Task.Run(ServeShellAsync);
        _sockets.Run();
    }

    /// <summary>Ends <see cref="Run"/>.</summary>
    public void Stop() => _sockets.Stop();

    /// <summary>Stops the running cell.</summary>
    public Task InterruptAsync()
    {
        // The library's trainer ends after its batch; the engine's token is for cells that look at it.
        LibraryInterrupt.Request();
        return _kernels.SendAsync(new Cancel());
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _sockets.Dispose();
        _kernels.Dispose();
    }

    private void OnReceived(Channel channel, IReadOnlyList<byte[]> frames)
    {
        // Whatever arrives must not end the kernel; what is not signed by the front end is not even looked at.
        if (_codec.TryRead(frames) is not { } request)
        {
            return;
        }

        switch (channel)
        {
            case Channel.Shell:
                _queue.Writer.TryWrite((Interlocked.Increment(ref _received), request));
                break;
            case Channel.Control:
                Task.Run(() => GuardAsync(request, () => AnswerControlAsync(request), Channel.Control));
                break;
            case Channel.Stdin when request.Type == "input_reply":
                _input.Answer(request.Text("value"));
                break;
        }
    }

    private async Task ServeShellAsync()
    {
        await foreach (var (number, request) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await GuardAsync(request, () => AnswerShellAsync(number, request), Channel.Shell).ConfigureAwait(false);
        }
    }

    /// <summary>Every request is framed by busy and idle, and answered even if its handler fails.</summary>
    private async Task GuardAsync(Message request, Func<Task> answer, Channel channel)
    {
        _client.PublishStatus(request, "busy");
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"segbook kernel: {request.Type}: {e}").ConfigureAwait(false);
            var content = new CellError(e.GetType().Name, e.Message, [e.Message]).ToReply(0);
            _client.Reply(channel, request, ReplyType(request), content);
        }
        finally
        {
            _client.PublishStatus(request, "idle");
        }
    }

    private async Task AnswerShellAsync(long number, Message request)
    {
        if (request.Type != "execute_request")
        {
            await AnswerAsync(request, Channel.Shell).ConfigureAwait(false);
        }
        else if (number <= Interlocked.Read(ref _abortThrough))
        {
            _execute.Abort(request);
        }
        else if (!await _execute.RunAsync(request).ConfigureAwait(false))
        {
            Interlocked.Exchange(ref _abortThrough, Interlocked.Read(ref _received));
        }
    }

    private async Task AnswerControlAsync(Message request)
    {
        if (request.Type == "interrupt_request")
        {
            // Answered at once; the cell reports its end itself.
            _ = InterruptAsync();
            _client.Reply(Channel.Control, request, "interrupt_reply", Ok());
        }
        else
        {
            await AnswerAsync(request, Channel.Control).ConfigureAwait(false);
        }
    }

    /// <summary>What may be asked on either channel.</summary>
    private async Task AnswerAsync(Message request, Channel channel)
    {
        var content = request.Type switch
        {
            "kernel_info_request" => KernelDescription.Reply(),
            "complete_request" => await _help.CompleteAsync(request).ConfigureAwait(false),
            "inspect_request" => await _help.InspectAsync(request).ConfigureAwait(false),
            "is_complete_request" => CodeHelp.IsComplete(request),
            "history_request" => _history.Reply(request),
            "comm_info_request" => new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() },
            "interrupt_request" => Ok(),
            "shutdown_request" => new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart") },
            _ => null,
        };
        if (request.Type == "comm_open")
        {
            // Nothing here takes a comm; the front end learns it by its closing.
            _client.Publish(request, "comm_close", new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
        }

        if (content is not null)
        {
            _client.Reply(channel, request, ReplyType(request), content);
        }

        if (request.Type == "shutdown_request")
        {
            _client.Publish(request, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart") });
            _client.PublishStatus(request, "idle");
            _ = Task.Delay(100).ContinueWith(_ => Stop(), TaskScheduler.Default);
        }
    }

    private static JsonObject Ok() => new() { ["status"] = "ok" };

    private static string ReplyType(Message request) => request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
}
