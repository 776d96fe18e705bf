using System.Text.Json;
using SegBook.Losses;
using static TorchSharp.torch;

namespace SegBook.Tests.Losses;

/// <summary>Loss configurations: equality, JSON, and mistakes that are named.</summary>
public sealed class LossConfigTests
{
    [Fact]
    public void Equal_settings_are_the_same_loss_nested_ones_too()
    {
        static LossConfig Make(double weight) => new() { Plus = new() { Kind = LossKind.Dice, Weight = weight } };

        Assert.Equal(Make(0.5), Make(0.5));
        Assert.NotEqual(Make(0.5), Make(0.6));
    }

    [Fact]
    public void Json_gives_back_what_was_written()
    {
        var config = new LossConfig { LabelSmoothing = 0.1, Weighting = ClassWeighting.MedianFrequency, Plus = new() { Kind = LossKind.Tversky, Alpha = 0.3, Beta = 0.7, Gamma = 1.33 } };

        var text = JsonSerializer.Serialize(config);

        Assert.Equal(config, JsonSerializer.Deserialize<LossConfig>(text));
        Assert.Contains("\"Kind\":\"Tversky\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Weighting\":\"MedianFrequency\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Terms", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_is_what_a_person_would_write()
    {
        var config = new LossConfig { LabelSmoothing = 0.1, Plus = new() { Kind = LossKind.Dice, Weight = 0.5, LogLoss = true } };

        Assert.Equal("CrossEntropy (label smoothing 0.1) + 0.5 Dice (log)", config.ToString());
        Assert.Equal("Lovasz", new LossConfig { Kind = LossKind.Lovasz }.ToString());
    }

    public static TheoryData<LossConfig, string> Mistakes => new()
    {
        { new() { Weight = 0 }, "LossConfig.Weight of CrossEntropy is 0. Use above 0." },
        { new() { LabelSmoothing = 1 }, "LossConfig.LabelSmoothing of CrossEntropy is 1. Use 0 up to but not including 1." },
        { new() { Kind = LossKind.Dice, Smooth = -1 }, "LossConfig.Smooth of Dice is -1." },
        { new() { Kind = LossKind.Focal, Alpha = 1.5 }, "LossConfig.Alpha of Focal is 1.5. Use 0 to 1." },
        { new() { Kind = LossKind.Focal, Gamma = -0.5 }, "LossConfig.Gamma of Focal is -0.5." },
        { new() { Kind = LossKind.Tversky, Gamma = 0 }, "LossConfig.Gamma of Tversky is 0. Use above 0." },
        { new() { Kind = LossKind.Tversky, Alpha = 0, Beta = 0 }, "above 0 when beta is 0" },
        { new() { Kind = (LossKind)99 }, "one of CrossEntropy, Dice" },
        { new() { Kind = LossKind.Dice, LabelSmoothing = 0.1 }, "LossConfig.LabelSmoothing is set, but Dice has no such setting" },
        { new() { Smooth = 1 }, "LossConfig.Smooth is set, but CrossEntropy has no such setting" },
        { new() { Kind = LossKind.Lovasz, Weighting = ClassWeighting.InverseFrequency }, "LossConfig.Weighting is set, but Lovasz has no such setting" },
        { new() { PerImage = true }, "LossConfig.PerImage is set, but CrossEntropy has no such setting" },
        { new() { Plus = new() { Kind = LossKind.Dice, Beta = 0.5 } }, "LossConfig.Beta is set, but Dice has no such setting" },
        { new() { Weighting = ClassWeighting.InverseFrequency, Plus = new() { Kind = LossKind.Dice, Weighting = ClassWeighting.MedianFrequency } }, "InverseFrequency and MedianFrequency" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_setting_is_named_with_its_value(LossConfig config, string message) =>
        Assert.Contains(message, Assert.Throws<SegBookException>(config.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void Weights_must_be_there_when_asked_for_and_fit_the_classes()
    {
        using var scope = NewDisposeScope();
        var weighted = new LossConfig { Weighting = ClassWeighting.MedianFrequency };

        Assert.Contains("needs class weights", Assert.Throws<SegBookException>(() => SegmentationLoss.Create(weighted, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("[2] for 3 classes", Assert.Throws<SegBookException>(() => SegmentationLoss.Create(weighted, 3, ones(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_terms_that_ask_for_weights_get_them()
    {
        using var scope = NewDisposeScope();
        var logits = randn([1, 2, 4, 4], float64, generator: new Generator(1));
        var labels = randint(0, 2, [1, 4, 4], int64, generator: new Generator(1));
        var weights = tensor(new[] { 1.0, 5.0 });
        using var sum = SegmentationLoss.Create(new() { Weighting = ClassWeighting.InverseFrequency, Plus = new() { Kind = LossKind.Dice } }, 2, weights);
        using var entropy = SegmentationLoss.Create(new(), 2, weights);
        using var dice = SegmentationLoss.Create(new() { Kind = LossKind.Dice }, 2);

        Assert.Equal(entropy.Of(logits, labels).item<double>() + dice.Of(logits, labels).item<double>(), sum.Of(logits, labels).item<double>(), 12);
    }
}
