using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SegBook.Tests.Support;

/// <summary>
/// A theory on the meta device, whose tensors have a shape and no numbers: reading one there is an error, and so is an operator with tensors of two devices.
/// It stands for a GPU where none is at hand. Its native part (compat/TorchSharp/native/meta.cpp) is built when the first such test asks for it.
/// </summary>
public sealed class MetaTheoryAttribute : TheoryAttribute
{
    /// <summary>Skipped where the native part cannot be built.</summary>
    public MetaTheoryAttribute() => Skip = MetaDevice.Missing;
}

internal static class MetaDevice
{
    private static readonly string Native = Path.Combine(Shared.Root, "compat", "TorchSharp", "obj", "native");
    private static readonly Lazy<nint> Library = new(Load);

    public static string? Missing =>
        !File.Exists(Path.Combine(AppContext.BaseDirectory, "libsegtorch.so")) ? "TorchSharp is the real package here"
        : Directory.Exists(Path.Combine(Native, "build")) ? null : $"needs {Native}/build, where the native part was built";

    /// <summary>Makes the device do all that a training needs.</summary>
    public static void Prepare() => Assert.NotEqual(0, Library.Value);

    private static nint Load()
    {
        var start = new ProcessStartInfo("cmake", ["--build", Path.Combine(Native, "build"), "--target", "segmeta"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var cmake = Process.Start(start)!;
        var errors = cmake.StandardError.ReadToEndAsync();
        cmake.StandardOutput.ReadToEnd();
        cmake.WaitForExit();
        Assert.True(cmake.ExitCode == 0, errors.Result);
        return NativeLibrary.Load(Path.Combine(Native, "out", "libsegmeta.so"));
    }
}
