using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>A kernel in a process of its own, with a client connected to it.</summary>
public sealed class JupyterProcess : IDisposable
{
    private readonly string _connectionFile = Path.GetTempFileName();
    private readonly Process _process;

    /// <summary>Starts the kernel and waits until it answers.</summary>
    public JupyterProcess()
    {
        var ports = FreePorts(5);
        var key = Guid.NewGuid().ToString("N");
        File.WriteAllText(_connectionFile, JsonSerializer.Serialize(new
        {
            transport = "tcp", ip = "127.0.0.1", shell_port = ports[0], iopub_port = ports[1], stdin_port = ports[2], control_port = ports[3], hb_port = ports[4],
            key, signature_scheme = "hmac-sha256", kernel_name = ".net-csharp",
        }));
        var kernel = Path.Combine(Shared.Root, "tools", "Kernel", "bin", "segbook-kernel.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [kernel, "jupyter", _connectionFile]) { WorkingDirectory = Path.GetTempPath() })!;
        Client = new JupyterClient(ports, key);
        Client.WaitUntilReady();
    }

    internal JupyterClient Client { get; }

    /// <summary>Waits for the process to end by itself; its exit code, or null.</summary>
    public int? WaitForExit(TimeSpan limit) => _process.WaitForExit(limit) ? _process.ExitCode : null;

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        File.Delete(_connectionFile);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }
}
