using System.ComponentModel;
using System.Diagnostics;

namespace SegBook.Bench;

/// <summary>Looks at a GPU five times a second through nvidia-smi; knows nothing where there is none.</summary>
internal sealed class GpuWatch : IDisposable
{
    private readonly Process? _smi;
    private readonly Lock _lock = new();
    private readonly List<(double Busy, double Megabytes)> _samples = [];
    private (double Busy, double Megabytes) _latest = (double.NaN, double.NaN);

    /// <param name="device">cpu, cuda or cuda:N.</param>
    public GpuWatch(string device)
    {
        _smi = device == "cpu" ? null : Start(device.Contains(':', StringComparison.Ordinal) ? device.Split(':')[1] : "0");
        if (_smi is not null)
        {
            _smi.OutputDataReceived += (_, line) => Take(line.Data);
            _smi.BeginOutputReadLine();
            SpinWait.SpinUntil(() => !double.IsNaN(MegabytesNow()), TimeSpan.FromSeconds(3));
        }
    }

    /// <summary>Memory in use at the last look; NaN before the first.</summary>
    public double MegabytesNow()
    {
        lock (_lock)
        {
            return _latest.Megabytes;
        }
    }

    /// <summary>Forgets what was seen so far.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _samples.Clear();
        }
    }

    /// <summary>The mean share of busy time since <see cref="Begin"/>, 0 to 1. The first look is of the time before and not counted.</summary>
    public double Busy()
    {
        lock (_lock)
        {
            return _samples.Skip(1).Select(sample => sample.Busy / 100).DefaultIfEmpty(double.NaN).Average();
        }
    }

    /// <summary>The most memory in use since <see cref="Begin"/>.</summary>
    public double PeakMegabytes()
    {
        lock (_lock)
        {
            return _samples.Select(sample => sample.Megabytes).DefaultIfEmpty(double.NaN).Max();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _smi?.Kill();
        _smi?.Dispose();
    }

    private static Process? Start(string index)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("nvidia-smi", ["-i", index, "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits", "-lms", "200"]) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private void Take(string? line)
    {
        var cells = (line ?? "").Split(',');
        if (cells.Length == 2 && double.TryParse(cells[0], out var busy) && double.TryParse(cells[1], out var megabytes))
        {
            lock (_lock)
            {
                _latest = (busy, megabytes);
                _samples.Add(_latest);
            }
        }
    }
}
