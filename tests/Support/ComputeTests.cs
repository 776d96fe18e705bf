using System.Diagnostics;
using TorchSharp;

namespace SegBook.Tests.Support;

/// <summary>Which device a name means, on machines with and without GPUs.</summary>
public sealed class ComputeTests
{
    [Theory]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 2, "cuda:0")]
    [InlineData("cpu", 2, "cpu")]
    [InlineData("cuda", 1, "cuda:0")]
    [InlineData("cuda:1", 2, "cuda:1")]
    public void Name_becomes_a_device(string name, int gpus, string device) => Assert.Equal(device, Compute.DeviceName(name, gpus, hasDriver: gpus > 0));

    [Theory]
    [InlineData("cuda:2", 2, true, "this machine has 2 CUDA device(s)")]
    [InlineData("cuda", 0, true, "set SEGBOOK_LIBTORCH")]
    [InlineData("cuda:0", 0, false, "no NVIDIA driver")]
    [InlineData("gpu", 1, true, "Use auto, cpu, cuda or cuda:N")]
    [InlineData("cuda:-1", 1, true, "Use auto, cpu, cuda or cuda:N")]
    public void Device_that_is_not_there_is_refused_with_the_reason(string name, int gpus, bool hasDriver, string reason)
    {
        var error = Assert.Throws<SegBookException>(() => Compute.DeviceName(name, gpus, hasDriver));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Libtorch_says_its_own_version_and_another_than_TorchSharps_is_noted()
    {
        Assert.Equal(torch.__version__, $"{Compute.LibtorchVersion}.0");
        Assert.Equal("", Compute.Difference(Compute.LibtorchVersion));
        Assert.Equal("", Compute.Difference("2.10.9"));
        Assert.Contains("built for 2.10", Compute.Difference("2.11.0"), StringComparison.Ordinal);
        Assert.Contains("built for 2.10", Compute.Difference("before 2.9"), StringComparison.Ordinal);
    }

    [Fact]
    public void Libtorch_that_lies_elsewhere_is_loaded_from_there()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var elsewhere = Directory.CreateDirectory(Path.Combine(Shared.Root, "tests", "obj", "elsewhere")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Shared.Root, "lib", "bin"), "lib*.so*").Where(file => !file.EndsWith("libLibTorchSharp.so", StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(elsewhere, Path.GetFileName(file)));
            Process.Start("ln", [file, elsewhere]).WaitForExit();
        }

        var (exit, text, errors) = CommandLine.RunWith(("SEGBOOK_LIBTORCH", elsewhere), "run", "--device-info");

        Assert.True(exit == 0, errors);
        Assert.Contains($" of {elsewhere}, ", text, StringComparison.Ordinal);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public void Libtorch_that_cannot_be_used_is_an_error_that_names_the_folder_and_what_is_missing()
    {
        var (exit, _, errors) = CommandLine.RunWith(("SEGBOOK_LIBTORCH", "/nowhere"), "run", "--device-info");

        Assert.Equal(1, exit);
        Assert.Contains("SEGBOOK_LIBTORCH is '/nowhere'", errors, StringComparison.Ordinal);
        Assert.Contains("libc10", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void First_cell_says_why_there_is_no_gpu_when_one_is_expected()
    {
        Assert.Null(Compute.CudaProblem(gpus: 1, hasDriver: true));
        Assert.Contains("has no CUDA or cannot reach it", Compute.CudaProblem(gpus: 0, hasDriver: true), StringComparison.Ordinal);
        Assert.Contains(Compute.CudaProblem() ?? "cuda", Compute.Describe(Compute.Device()), StringComparison.Ordinal);
    }
}
