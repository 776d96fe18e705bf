using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using SegBook.Metrics;
using SegBook.Tests.Support;
using SegBook.Tests.Training;

namespace SegBook.Tests.Notebooks;

/// <summary>The programs in the README do what the README says.</summary>
public sealed partial class ReadmeTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Every_program_compiles()
    {
        var programs = Programs();

        Assert.NotEmpty(programs);
        foreach (var program in programs)
        {
            Assert.DoesNotContain(Script(program).Compile(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        }
    }

    [Fact]
    public async Task A_network_of_ones_own_trains_as_notebook_02_shows_it()
    {
        var cell = JsonNode.Parse(File.ReadAllText(Path.Combine(Shared.Root, "notebooks", "02-deeplabv3plus.ipynb")))!["cells"]!.AsArray()
            .Select(cell => string.Concat(cell!["source"]!.AsArray().Select(line => line!.GetValue<string>()))).Single(cell => cell.Contains("var own = ", StringComparison.Ordinal));
        var program = $$"""
            using System; using System.Linq; using SegBook.Data; using SegBook.Losses; using SegBook.Metrics; using TorchSharp; using static TorchSharp.torch.nn;
            var dataset = SegmentationDataset.Open("path/to/frames");
            var (height, width, book, config) = (96, 128, new { Device = torch.CPU }, new { Classes = dataset.LabelMap.Count });
            var loader = new DataLoader(new FrameCache(dataset, height, width), Splits.Blocks(dataset.Count).Train, new DataLoaderOptions { Shuffle = true });
            var loss = SegmentationLoss.Create(new LossConfig(), config.Classes);
            {{cell.Replace("using static TorchSharp.torch.nn;", "", StringComparison.Ordinal).Replace("foreach (", "for (var epoch = 0; epoch < 5; epoch++) foreach (", StringComparison.Ordinal)}}
            return ownMatrix;
            """;

        var matrix = Assert.IsType<ConfusionMatrix>((await Script(program).RunAsync()).ReturnValue);

        Assert.True(matrix.PixelAccuracy() > 0.2, $"pixel accuracy {matrix.PixelAccuracy()}");
    }

    private Script<object> Script(string program) => CSharpScript.Create(
        program.Replace("path/to/frames", fixture.Data, StringComparison.Ordinal).Replace("path/to/label_colors.txt", Path.Combine(fixture.Data, "label_colors.txt"), StringComparison.Ordinal),
        ScriptOptions.Default.WithReferences(Assemblies()));

    /// <summary>What the tests were started with: not what another test made, loaded and deleted in the meantime.</summary>
    private static string[] Assemblies() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    /// <summary>The C# blocks, without the line that loads the library, which the tests have loaded.</summary>
    private static List<string> Programs() =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(Shared.Root, "README.md"))).Select(match => match.Groups[1].Value.Replace("#r \"../lib/bin/SegBook.dll\"", "", StringComparison.Ordinal))];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
