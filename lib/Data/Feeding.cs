using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>The way from the host to a device that makes neither wait for the other.</summary>
internal static class Feeding
{
    /// <summary>Brings a tensor that was made on the CPU to a device and lets go of it there. A GPU fetches it from pinned memory when it comes to it; the host goes on at once.</summary>
    /// <remarks>A plain copy, and <c>tensor(numbers, device: gpu)</c> with it, waits until the GPU has done all that it was given before.</remarks>
    public static Tensor Bring(this Tensor made, Device device)
    {
        switch (device.type)
        {
            case DeviceType.CPU:
                return made;
            case DeviceType.CUDA:
                using (made)
                {
                    using var pinned = made.pin_memory();
                    return pinned.to(device, non_blocking: true);
                }

            default:
                using (made)
                {
                    return made.to(device);
                }
        }
    }
}
