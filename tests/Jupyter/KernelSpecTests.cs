using System.Text.Json.Nodes;
using SegBook.Cli.Jupyter;

namespace SegBook.Tests.Jupyter;

/// <summary>How the kernel is registered.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("segbook-spec-").FullName;

    public void Dispose() => Directory.Delete(_prefix, recursive: true);

    [Fact]
    public void Install_writes_what_jupyter_starts()
    {
        var folder = KernelSpec.Install(_prefix, "mine");

        var specification = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Equal(Path.Combine(_prefix, "share", "jupyter", "kernels", "mine"), folder);
        Assert.Equal("message", specification["interrupt_mode"]!.ToString());
        Assert.Equal(["dotnet", KernelSpec.KernelPath, "jupyter", "{connection_file}"], specification["argv"]!.AsArray().Select(node => node!.ToString()));
        Assert.True(File.Exists(KernelSpec.KernelPath));
    }

    [Fact]
    public void Install_again_takes_the_same_name_and_leaves_another_kernel_alone()
    {
        var usual = Path.Combine(_prefix, "share", "jupyter", "kernels", KernelSpec.UsualName);
        Directory.CreateDirectory(usual);
        File.WriteAllText(Path.Combine(usual, "kernel.json"), "{\"argv\": [\"dotnet\", \"interactive\"]}");

        var first = KernelSpec.Install(_prefix, null);
        var second = KernelSpec.Install(_prefix, null);

        Assert.NotEqual(usual, first);
        Assert.Equal(first, second);
        Assert.Contains("interactive", File.ReadAllText(Path.Combine(usual, "kernel.json")));
    }
}
