using NetMQ;
using NetMQ.Sockets;

namespace SegBook.Engine.Jupyter;

/// <summary>The channels by which a front end speaks to a kernel.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>The five sockets of a kernel, all served by one thread; what is sent from other threads goes out in order.</summary>
internal sealed class Sockets : IDisposable
{
    private readonly NetMQPoller _poller = [];
    private readonly NetMQQueue<(Channel Channel, NetMQMessage Message)> _outgoing = new();
    private readonly ResponseSocket _heartbeat = new();
    private readonly Dictionary<Channel, NetMQSocket> _sockets = new()
    {
        [Channel.Shell] = new RouterSocket(),
        [Channel.Control] = new RouterSocket(),
        [Channel.Stdin] = new RouterSocket(),
        [Channel.Iopub] = new PublisherSocket(),
    };

    /// <exception cref="ConnectionException">A port is taken.</exception>
    public Sockets(Connection connection, Action<Channel, IReadOnlyList<byte[]>> onReceived)
    {
        // Output must not be lost because a front end is slow to take it.
        _sockets[Channel.Iopub].Options.SendHighWatermark = 0;
        Bind(_sockets[Channel.Shell], connection.Address(connection.ShellPort));
        Bind(_sockets[Channel.Control], connection.Address(connection.ControlPort));
        Bind(_sockets[Channel.Stdin], connection.Address(connection.StdinPort));
        Bind(_sockets[Channel.Iopub], connection.Address(connection.IopubPort));
        Bind(_heartbeat, connection.Address(connection.HeartbeatPort));
        foreach (var (channel, socket) in _sockets.Where(pair => pair.Key != Channel.Iopub))
        {
            socket.ReceiveReady += (_, e) => onReceived(channel, Receive(e.Socket));
            _poller.Add(socket);
        }

        _heartbeat.ReceiveReady += (_, e) => e.Socket.SendMultipartMessage(e.Socket.ReceiveMultipartMessage());
        _poller.Add(_heartbeat);
        _outgoing.ReceiveReady += (_, e) =>
        {
            while (e.Queue.TryDequeue(out var next, TimeSpan.Zero))
            {
                _sockets[next.Channel].SendMultipartMessage(next.Message);
            }
        };
        _poller.Add(_outgoing);
    }

    public void Send(Channel channel, NetMQMessage message) => _outgoing.Enqueue((channel, message));

    /// <summary>Serves the sockets until <see cref="Stop"/>.</summary>
    public void Run() => _poller.Run();

    /// <summary>Ends <see cref="Run"/> after what has been sent so far.</summary>
    public void Stop() => _poller.StopAsync();

    public void Dispose()
    {
        _poller.Dispose();
        while (_outgoing.TryDequeue(out var next, TimeSpan.Zero))
        {
            _sockets[next.Channel].SendMultipartMessage(next.Message);
        }

        foreach (var socket in _sockets.Values.Append(_heartbeat))
        {
            socket.Options.Linger = TimeSpan.FromSeconds(1);
            socket.Dispose();
        }

        _outgoing.Dispose();
    }

    private static List<byte[]> Receive(NetMQSocket socket)
    {
        var message = socket.ReceiveMultipartMessage();
        return [.. message.Select(frame => frame.ToByteArray())];
    }

    private static void Bind(NetMQSocket socket, string address)
    {
        try
        {
            socket.Bind(address);
        }
        catch (NetMQException e)
        {
            throw new ConnectionException($"The kernel cannot listen on {address}: {e.Message}", e);
        }
    }
}
