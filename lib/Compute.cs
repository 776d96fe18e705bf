using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SegBook;

/// <summary>How numbers are multiplied. Weights, running statistics, sums, loss and optimizer are float32 in all of them.</summary>
public enum Precision
{
    /// <summary>Mixed where the device does bfloat16 in hardware, else Tf32.</summary>
    Auto,

    /// <summary>float32 to the last bit.</summary>
    Float32,

    /// <summary>float32, whose products a GPU may take with 10 bits of mantissa in place of 23: several times faster. On a CPU the same as Float32.</summary>
    Tf32,

    /// <summary>Activations and convolutions in bfloat16, the head in float32. Micikevicius et al. 2018; bfloat16 has float32's range, so the loss need not be scaled.</summary>
    Mixed,
}

/// <summary>Where tensors are computed.</summary>
public static class Compute
{
    // The first of the fields: what TorchSharp asks for by name is then there already.
    private static readonly string? _problem = LoadLibtorch(Environment.GetEnvironmentVariable("SEGBOOK_LIBTORCH"));

    // Where a processor is not to its liking, libtorch says so for every small convolution anew ("Could not initialize NNPACK"), and computes it another way.
    static Compute()
    {
        const int errorsOnly = 2;
        if (_problem is null && NativeLibrary.TryLoad("c10", typeof(torch).Assembly, null, out var library) && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out var level))
        {
            Marshal.WriteInt32(level, errorsOnly);
        }
    }

    /// <summary>Turns <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c> into a device. <c>auto</c> takes the GPU when libtorch has CUDA and one answers.</summary>
    /// <exception cref="SegBookException">The name is none of these, CUDA was asked for and is not there, or the libtorch of SEGBOOK_LIBTORCH does not load.</exception>
    public static Device Device(string name = "auto")
    {
        Require(_problem is null, _problem!);
        return new(DeviceName(name, Gpus, HasDriver));
    }

    /// <summary>Why CUDA cannot be used, in words; null when it can.</summary>
    public static string? CudaProblem() => CudaProblem(Gpus, HasDriver);

    /// <summary>Lets libtorch use so many threads; 0 for what OMP_NUM_THREADS says, else one a core: left to itself, a distribution's libtorch may take a single one.</summary>
    public static void UseThreads(int threads = 0)
    {
        Require(_problem is null, _problem!);
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

    /// <summary>What <see cref="Precision.Auto"/> is on a device; any other is itself.</summary>
    public static Precision Resolve(Precision asked, Device device) => asked != Precision.Auto ? asked : HasBfloat16(device) ? Precision.Mixed : Precision.Tf32;

    /// <summary>Whether a device multiplies bfloat16 in hardware: CPUs with AVX512-BF16 or AMX, NVIDIA GPUs from Ampere (compute capability 8) on.</summary>
    public static unsafe bool HasBfloat16(Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0);
        }

        const int computeCapabilityMajor = 75;
        var major = 0;
        return device.type == DeviceType.CUDA && NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", out var driver)
            && ((delegate* unmanaged<int*, int, int, int>)NativeLibrary.GetExport(driver, "cuDeviceGetAttribute"))(&major, computeCapabilityMajor, Math.Max(0, device.index)) == 0
            && major >= 8;
    }

    /// <summary>Device, TorchSharp, libtorch, threads and the library's version, in one line for the first cell of a notebook.</summary>
    public static string Describe(Device device)
    {
        var gpu = device.type == DeviceType.CUDA ? "" : CudaProblem() is { } why ? $" ({why})" : "";
        return $"SegBook {Version} on {device}{gpu}, TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, "
            + $"libtorch {LibtorchVersion}{Difference(LibtorchVersion)}{LibtorchFolder()}, {get_num_threads()} threads, .NET {Environment.Version}";
    }

    /// <summary>The library's version.</summary>
    public static string Version { get; } = typeof(Compute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The libtorch that is loaded: TorchSharp itself only knows which it was built for.</summary>
    internal static string LibtorchVersion { get; } = LoadedLibtorch();

    // Nothing to say when it is the one that TorchSharp was built for, the last number aside.
    internal static string Difference(string version) => torch.__version__.Split('.')[..2].SequenceEqual(version.Split('.')[..2]) ? ""
        : $" (TorchSharp was built for {torch.__version__}: what has changed between them fails, with its name)";

    internal static string DeviceName(string asked, int gpus, bool hasDriver)
    {
        if (asked == "cpu" || (asked == "auto" && gpus == 0))
        {
            return "cpu";
        }

        var index = 0;
        var number = asked.StartsWith("cuda:", StringComparison.Ordinal) ? asked[5..] : "";
        if (asked is not ("auto" or "cuda") && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            throw new SegBookException($"There is no device '{asked}'. Use auto, cpu, cuda or cuda:N (N = 0, 1, ...).");
        }

        return CudaProblem(gpus, hasDriver) is { } problem ? throw new SegBookException($"Device '{asked}' cannot be used: {problem}. Use auto or cpu.")
            : index >= gpus ? throw new SegBookException($"Device '{asked}' is not there: this machine has {gpus} CUDA device(s), counted from 0.")
            : $"cuda:{index}";
    }

    internal static string? CudaProblem(int gpus, bool hasDriver) =>
        gpus > 0 ? null
        : hasDriver ? "an NVIDIA driver is here, but this libtorch has no CUDA or cannot reach it: build for it (./segbook --device cuda run), or set SEGBOOK_LIBTORCH to the torch/lib folder of a Python's CUDA PyTorch"
        : "no NVIDIA driver on this machine";

    /// <summary>Loads a libtorch that lies in a folder, such as that of a Python's PyTorch, by full paths, in the order in which its libraries need each other.</summary>
    /// <returns>Why it cannot be used, in words; null when it can, or when none was named.</returns>
    private static string? LoadLibtorch(string? folder)
    {
        if (folder is null or "")
        {
            return null;
        }

        try
        {
            string[] files = [.. new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" }.Select(name => Path.Combine(folder, $"lib{name}.so"))];
            foreach (var file in files.Where((file, i) => i < 2 || File.Exists(file)))
            {
                NativeLibrary.Load(file);
            }

            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return null;
        }
        catch (DllNotFoundException e)
        {
            return $"SEGBOOK_LIBTORCH is '{folder}', and the libtorch there cannot be used: {e.Message.ReplaceLineEndings(" ")} "
                + "It has to be the folder torch/lib of a PyTorch of the version that TorchSharp was built for, or near it (README: Packages).";
        }
    }

    private static string LibtorchFolder() => Environment.GetEnvironmentVariable("SEGBOOK_LIBTORCH") is not { Length: > 0 } || !OperatingSystem.IsLinux() ? ""
        : File.ReadLines("/proc/self/maps").Select(line => line[Math.Max(0, line.IndexOf('/'))..]).FirstOrDefault(path => Path.GetFileName(path) == "libtorch_cpu.so") is { } loaded
            ? $" of {Path.GetDirectoryName(loaded)}" : "";

    private static unsafe string LoadedLibtorch()
    {
        if (_problem is not null)
        {
            return "none";
        }

        _ = CPU; // loads it
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out var library) || !NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var function))
        {
            return "before 2.9";
        }

        var version = ((delegate* unmanaged<ulong>)function)();
        return $"{version >> 56}.{(version >> 48) & 255}.{(version >> 40) & 255}";
    }

    private static int Gpus => cuda.is_available() ? cuda.device_count() : 0;

    private static bool HasDriver => File.Exists("/proc/driver/nvidia/version");
}
