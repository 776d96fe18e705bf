using System.Diagnostics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>What is said when the native part or its libtorch is missing.</summary>
public sealed class NativePartTests
{
    private const string FirstUse = "System.Console.WriteLine(TorchSharp.torch.ones(1).numel());";

    [StandInFact]
    public void First_use_without_the_native_part_says_to_build_again()
    {
        var folder = SourceProgram.FolderWith("TorchSharp.dll");
        Assert.Empty(SourceProgram.Compile(folder, "use", [FirstUse], Path.Combine(folder, "TorchSharp.dll")));

        var (exit, _, errors) = SourceProgram.Run(folder, "use");

        Assert.NotEqual(0, exit);
        Assert.Contains("DllNotFoundException", errors, StringComparison.Ordinal);
        Assert.Contains("copied beside TorchSharp.dll: build again", errors, StringComparison.Ordinal);
    }

    [StandInFact]
    public void First_use_of_a_native_part_that_does_not_load_names_libtorch()
    {
        var folder = SourceProgram.FolderWith("TorchSharp.dll");
        File.WriteAllText(Path.Combine(folder, "libsegtorch.so"), "not a library");
        Assert.Empty(SourceProgram.Compile(folder, "use", [FirstUse], Path.Combine(folder, "TorchSharp.dll")));

        var (exit, _, errors) = SourceProgram.Run(folder, "use");

        Assert.NotEqual(0, exit);
        Assert.Contains("apt-get install libtorch-dev", errors, StringComparison.Ordinal);
        Assert.Contains("LIBTORCH", errors, StringComparison.Ordinal);
    }

    [StandInFact]
    public void Native_build_without_libtorch_says_what_to_install()
    {
        var folder = SourceProgram.FolderWith();
        var source = Path.Combine(Shared.Root, "compat", "TorchSharp", "native");
        var start = new ProcessStartInfo("cmake", ["-S", source, "-B", folder, "-DLIBTORCH=" + folder]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var cmake = Process.Start(start)!;
        var errors = cmake.StandardError.ReadToEnd();
        cmake.WaitForExit();

        Assert.NotEqual(0, cmake.ExitCode);
        Assert.Contains("apt-get install libtorch-dev", string.Join(' ', errors.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
