using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Logits, features and statistics in evaluation mode, for every recording in golden/models and golden/variants.</summary>
public class GoldenEvaluationTests
{
    public static IEnumerable<object[]> Recordings => GoldenFile.All("eval");

    [GoldenTheory("models")]
    [MemberData(nameof(Recordings))]
    public void Evaluation_gives_smps_numbers(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var golden = new GoldenFile(name);
        using var model = golden.Model();
        model.eval();
        var rounding = golden.Json["max_abs_diff_f32_vs_f64"]!.GetValue<double>();
        using var input = golden.Input();

        using (var logits = model.call(input))
        {
            CheckProbe(golden, logits, (5 * rounding) + 1e-6, "float32");
            Close.Statistics(golden.Json["logits"]!, logits, 2e-5, "float32 logits");
            CheckHistogram(golden.Json, logits);
        }

        CheckStages(golden.Json["stages"]!.AsArray(), model, input);

        model.to(float64);
        using var precise = model.call(input.to(float64));
        CheckProbe(golden, precise, rounding + 1e-6, "float64");
        Close.Statistics(golden.Json["logits_f64"]!, precise, 1e-9, "float64 logits");
    }

    [GoldenFact("variants")]
    public void Recordings_that_are_left_out_are_of_other_architectures()
    {
        string[] others = ["DeepLabV3", "FPN", "Linknet", "MAnet", "PAN", "UPerNet", "UnetPlusPlus"];

        var leftOut = GoldenFile.Names("eval").Select(GoldenFile.ArchitectureOf).Where(architecture => !GoldenFile.IsOurs(architecture)).Distinct();

        Assert.All(leftOut, architecture => Assert.Contains(architecture, others));
    }

    [GoldenFact("variants")]
    public void Recordings_of_ours_that_do_not_open_have_another_form_of_what_is_fixed_here()
    {
        var closed = GoldenFile.Names("eval").Where(name => GoldenFile.IsOurs(GoldenFile.ArchitectureOf(name)) && !GoldenFile.Opens(name) && !name.Contains("softmax", StringComparison.Ordinal));

        Assert.All(closed, name => Assert.Matches("The option (in_channels|aux_params|activation|upsampling|decoder_use_norm|decoder_use_batchnorm|psp_use_batchnorm) is ",
            Assert.Throws<SegBookException>(() => new GoldenFile(name).Config).Message));
    }

    private static void CheckProbe(GoldenFile golden, Tensor logits, double allowed, string what)
    {
        using var scope = NewDisposeScope();
        var probe = golden.Json["probe"]!;
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(golden.Sibling(probe["file"]!.GetValue<string>())));
        var stride = probe["stride"]!.GetValue<int>();
        var actual = logits.to(float64).reshape(-1).contiguous().data<double>().ToArray();

        Assert.Equal(probe["count"]!.GetValue<int>(), expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Close.Absolute(expected[i], actual[i * stride], allowed, $"{what} probe {i}");
        }
    }

    /// <summary>Pixels whose two best classes are closer than 1e-4 may fall either way.</summary>
    private static void CheckHistogram(JsonObject json, Tensor logits)
    {
        using var scope = NewDisposeScope();
        var expected = GoldenFile.Longs(json["argmax_histogram"]!);
        var actual = logits.argmax(1).reshape(-1).bincount(null!, logits.shape[1]).data<long>().ToArray();

        var moved = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Sum() / 2;
        Assert.Equal(expected.Sum(), actual.Sum());
        Assert.InRange(moved, 0, json["pixels_with_top2_margin_below_1e-4"]!.GetValue<long>());
    }

    private static void CheckStages(JsonArray stages, SegmentationModel model, Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = model.Features(input);
        Tensor[] actual = [.. features, model.Decoder.call(features)];

        Assert.Equal(stages.Count, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            Close.Statistics(stages[i]!, actual[i], 2e-5, stages[i]!["name"]!.GetValue<string>());
        }
    }
}
