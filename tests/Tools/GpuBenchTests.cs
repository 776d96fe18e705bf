using System.Diagnostics;
using System.Globalization;
using SegBook.Tests.Support;

namespace SegBook.Tests.Tools;

/// <summary>The timings for a GPU, tried at a tiny size on the CPU: that they come out, not what they are.</summary>
public sealed class GpuBenchTests
{
    [Fact]
    public void Every_case_comes_out_on_a_cpu_too()
    {
        var (exit, text, errors) = Run("--sizes", "32x48:2", "--architectures", "PSPNet", "--python", "none");

        Assert.True(exit == 0, errors);
        Assert.All(
            new[] { "training 32x48, tf32", "training 32x48, bf16", "inference 32x48, tf32", "inference 32x48, bf16" },
            name => Assert.True(Speed(text, name) > 0, text));
    }

    [PyTorchFact]
    public void PyTorch_is_timed_beside_it()
    {
        var (exit, text, errors) = Run("--sizes", "32x32:2", "--architectures", "PSPNet", "--modes", "train", "--precisions", "tf32", "bf16", "--python", PyTorchFactAttribute.Python);

        Assert.True(exit == 0, errors);
        Assert.True(Speed(text, "training 32x32, tf32", column: 1) > 0, text);
        Assert.True(Speed(text, "training 32x32, bf16", column: 1) > 0, text);
    }

    [Fact]
    public void A_size_without_batches_is_refused_with_an_example()
    {
        var (exit, _, errors) = Run("--sizes", "256x256");

        Assert.Equal(1, exit);
        Assert.Contains("256x256:4,16", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_cuda_it_says_why_and_what_else_there_is()
    {
        if (TorchSharp.torch.cuda.is_available())
        {
            return;
        }

        var (exit, _, errors) = Run("--device", "cuda:1");

        Assert.Equal(1, exit);
        Assert.Contains("Device 'cuda:1' cannot be used", errors, StringComparison.Ordinal);
    }

    /// <summary>The number in a column behind the batch: ours, then PyTorch's.</summary>
    private static double Speed(string table, string name, int column = 0)
    {
        var line = table.Split('\n').Single(line => line.Contains(name, StringComparison.Ordinal));
        var cells = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split([' ', '|', '│'], StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(cells[1 + column], CultureInfo.InvariantCulture);
    }

    private static (int Exit, string Text, string Errors) Run(params string[] arguments)
    {
        string[] tiny = ["--encoder", "resnet18", "--repeats", "1", "--seconds", "0", "--threads", "1"];
        string[] device = arguments.Contains("--device") ? [] : ["--device", "cpu"];
        return CommandLine.Bench(["gpu", .. tiny, .. device, .. arguments]);
    }
}

/// <summary>A test that needs a Python with PyTorch and torchvision, skipped where there is none.</summary>
public sealed class PyTorchFactAttribute : FactAttribute
{
    /// <summary>Debian's.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Found = new(() =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch, torchvision"]) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>Skipped without PyTorch.</summary>
    public PyTorchFactAttribute() => Skip = Found.Value ? null : $"{Python} has no PyTorch with torchvision";
}
