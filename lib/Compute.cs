using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook;

/// <summary>Where tensors are computed.</summary>
public static class Compute
{
    /// <summary>Turns <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c> into a device. <c>auto</c> takes the GPU when libtorch has CUDA and one answers.</summary>
    /// <exception cref="SegBookException">The name is none of these, or CUDA was asked for and is not there.</exception>
    public static Device Device(string name = "auto")
    {
        switch (name)
        {
            case "auto":
                return new Device(CudaProblem() is null ? "cuda:0" : "cpu");
            case "cpu":
                return new Device("cpu");
            case "cuda":
                return Cuda(0, name);
            default:
                return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out var index) && index >= 0
                    ? Cuda(index, name)
                    : throw new SegBookException($"There is no device '{name}'. Use auto, cpu, cuda or cuda:N (N = 0, 1, ...).");
        }
    }

    /// <summary>Why CUDA cannot be used, in words; null when it can.</summary>
    public static string? CudaProblem()
    {
        if (!cuda.is_available())
        {
            return File.Exists("/proc/driver/nvidia/version")
                ? "an NVIDIA driver is here, but this libtorch has no CUDA or cannot reach it: set LIBTORCH to a CUDA libtorch, or build with -p:Device=cuda"
                : "no NVIDIA driver on this machine";
        }

        return cuda.device_count() > 0 ? null : "libtorch has CUDA, but no device answers";
    }

    /// <summary>Lets libtorch use the given number of threads, or one for every core: left to itself, a libtorch from a distribution may take a single one.</summary>
    /// <param name="threads">How many; 0 for one a core, or what OMP_NUM_THREADS says.</param>
    public static void UseThreads(int threads = 0)
    {
        if (threads > 0)
        {
            set_num_threads(threads);
        }
        else if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null or "")
        {
            set_num_threads(Environment.ProcessorCount);
        }
    }

    /// <summary>Whether a GPU may multiply float32 numbers with 10 bits of mantissa in place of 23, which is several times faster. Without a GPU it changes nothing.</summary>
    public static void AllowTf32(bool allow)
    {
        backends.cuda.matmul.allow_tf32 = allow;
        backends.cudnn.allow_tf32 = allow;
    }

    /// <summary>Device, libtorch, threads and the library's version, in one line for the first cell of a notebook.</summary>
    public static string Describe(Device device)
    {
        var gpu = device.type == DeviceType.CUDA ? "" : CudaProblem() is { } why ? $" ({why})" : "";
        return $"SegBook {Version} on {device}{gpu}, libtorch {torch.__version__}, {get_num_threads()} threads, .NET {Environment.Version}";
    }

    /// <summary>The library's version.</summary>
    public static string Version { get; } = typeof(Compute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static Device Cuda(int index, string asked) =>
        CudaProblem() is { } problem ? throw new SegBookException($"Device '{asked}' cannot be used: {problem}. Use auto or cpu.")
        : index >= cuda.device_count() ? throw new SegBookException($"Device '{asked}' is not there: this machine has {cuda.device_count()} CUDA device(s), counted from 0.")
        : new Device($"cuda:{index}");
}
