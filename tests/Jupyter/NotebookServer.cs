using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SegBook.Cli.Jupyter;

namespace SegBook.Tests.Jupyter;

/// <summary>Debian's Jupyter Notebook on loopback, with this kernel registered for it alone.</summary>
internal sealed class NotebookServer : IDisposable
{
    public const string Program = "/usr/bin/jupyter-notebook";

    private readonly Process _process;

    public NotebookServer(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        KernelSpec.Install(folder, KernelSpec.UsualName);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo(Program,
            ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={Port}", $"--notebook-dir={folder}", "--NotebookApp.token=", "--NotebookApp.password="])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(folder, "share", "jupyter");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config");
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(folder, "data");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    private int Port { get; }

    /// <summary>The page on which a notebook is opened; <paramref name="path"/> is below the server's folder.</summary>
    public string Page(string path) => $"http://127.0.0.1:{Port}/notebooks/{path}";

    /// <summary>Waits until the server answers.</summary>
    public async Task WaitAsync()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/api"));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException("Jupyter Notebook does not answer.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
