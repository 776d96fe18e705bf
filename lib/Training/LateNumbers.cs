using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Numbers that are made on a device and wanted on the host, but not at once: they are sent a window at a time and read a window later, so that neither side waits.</summary>
internal sealed class LateNumbers : IDisposable
{
    // A NaN that no computation gives: whatever still holds it has not arrived.
    private const int NotYet = 0x7FD5EB00;

    private readonly Device _device;
    private readonly Tensor _there;
    private readonly Tensor _here;
    private int _kept;
    private int _sent;

    /// <param name="window">How many numbers are sent together.</param>
    /// <param name="device">Where they are made.</param>
    internal LateNumbers(int window, Device device)
    {
        using var scope = NewDisposeScope();
        _device = device;
        _there = zeros([window], device: device).DetachFromDisposeScope();
        var here = zeros([window]);
        _here = (device.type == DeviceType.CUDA ? here.pin_memory() : here).DetachFromDisposeScope();
    }

    /// <summary>Keeps a number.</summary>
    /// <param name="number">A scalar on the device.</param>
    /// <returns>The numbers that have come in the meantime, oldest first; mostly none.</returns>
    internal float[] Add(Tensor number)
    {
        using var slot = _there[_kept++];
        slot.copy_(number);
        if (_kept < _there.shape[0])
        {
            return [];
        }

        var arrived = Arrived();
        MemoryMarshal.Cast<byte, int>(_here.bytes).Fill(NotYet);
        _here.copy_(_there, nonBlocking: true);
        (_sent, _kept) = (_kept, 0);
        return arrived;
    }

    /// <summary>All numbers that were not read yet, oldest first. Waits for the device.</summary>
    internal float[] Rest()
    {
        using var there = _there.cpu();
        float[] rest = [.. Arrived(), .. there.data<float>().ToArray()[.._kept]];
        (_sent, _kept) = (0, 0);
        return rest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _there.Dispose();
        _here.Dispose();
    }

    private float[] Arrived()
    {
        if (MemoryMarshal.Cast<byte, int>(_here.bytes)[.._sent].Contains(NotYet))
        {
            cuda.synchronize(_device);
        }

        return MemoryMarshal.Cast<byte, float>(_here.bytes)[.._sent].ToArray();
    }
}
