using SegBook.Tests.Support;

namespace SegBook.Tests.Compat;

/// <summary>The promise of compat/: a subset of the real packages' public API, so that the same source serves both.</summary>
public sealed class StandInTests
{
    private const string GlobalUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly (string Assembly, string Lists)[] Packages =
    [
        ("TorchSharp", "TorchSharp-*"),
        ("SixLabors.ImageSharp", "SixLabors.ImageSharp-*"),
        ("Plotly.NET", "Plotly.NET-*"),
        ("Plotly.NET.CSharp", "Plotly.NET.CSharp-*"),
        ("Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive*"),
    ];

    private static readonly string Tool = Path.Combine(Shared.Root, "..", "shared", "tools", "ApiList", "Program.cs");

    private static readonly Lazy<string> ToolFolder = new(() =>
    {
        var folder = SourceProgram.FolderWith();
        Assert.Empty(SourceProgram.Compile(folder, "ApiList", [GlobalUsings, File.ReadAllText(Tool)]));
        return folder;
    });

    /// <summary>The stand-ins that this build uses, each with the packages it stands in for.</summary>
    public static TheoryData<string, string> StandIns()
    {
        var all = new TheoryData<string, string>();
        foreach (var (assembly, lists) in Packages.Where(package => StandIn.Is(package.Assembly))) all.Add(assembly, lists);
        return all;
    }

    [StandInTheory("../tools/ApiList/Program.cs")]
    [MemberData(nameof(StandIns))]
    public void Stand_in_is_a_strict_subset_of_the_real_API(string assembly, string packages)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        var lists = Directory.GetFiles(Shared.Api, packages + ".txt");

        var (exit, output, errors) = SourceProgram.Run(ToolFolder.Value, "ApiList", ["missing", dll, .. lists]);

        Assert.True(exit == 0, output + errors);
        Assert.Matches(@"[1-9]\d* types, [1-9]\d* members, 0 not in the real packages", output);
    }
}
