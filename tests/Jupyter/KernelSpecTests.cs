using System.Text.Json.Nodes;
using SegBook.Cli.Jupyter;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>How the kernel is registered.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("segbook-spec-").FullName;

    public void Dispose() => Directory.Delete(_prefix, recursive: true);

    [Fact]
    public void Install_names_the_script_and_the_official_tool_and_keeps_a_kernel_that_was_there()
    {
        var usual = Path.Combine(_prefix, "share", "jupyter", "kernels", ".net-csharp");
        Directory.CreateDirectory(usual);
        File.WriteAllText(Path.Combine(usual, "kernel.json"), "{\"argv\": [\"dotnet\", \"interactive\"]}");

        var folder = KernelSpec.Install(_prefix);
        KernelSpec.Install(_prefix);

        Assert.Equal(usual, folder);
        var specification = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Equal("signal", specification["interrupt_mode"]!.ToString());
        var started = specification["argv"]!.AsArray().Select(node => node!.ToString()).ToArray();
        Assert.Equal([Path.Combine(Shared.Root, "tools", "kernel.sh"), "{connection_file}"], [started[0], started[^1]]);
        Assert.EndsWith("Microsoft.DotNet.Interactive.App.dll", started[1], StringComparison.Ordinal);
        Assert.All(started[..2], file => Assert.True(File.Exists(file), file));
        Assert.Contains("interactive", File.ReadAllText(Path.Combine(folder, "kernel.json.before")), StringComparison.Ordinal);
    }
}
