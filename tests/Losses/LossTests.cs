using SegBook.Losses;
using SegBook.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Losses;

/// <summary>What must hold of every loss, and two-by-two pictures worked by hand.</summary>
public sealed class LossTests
{
    private static readonly LossConfig[] _all =
    [
        new(),
        new() { LabelSmoothing = 0.1, Weighting = ClassWeighting.InverseFrequency },
        new() { Kind = LossKind.Dice },
        new() { Kind = LossKind.Dice, LogLoss = true, Smooth = 1, Weighting = ClassWeighting.InverseFrequency },
        new() { Kind = LossKind.Jaccard },
        new() { Kind = LossKind.Focal },
        new() { Kind = LossKind.Focal, Alpha = 0.25, Gamma = 0.5, Weighting = ClassWeighting.InverseFrequency },
        new() { Kind = LossKind.Tversky, Alpha = 0.3, Beta = 0.7 },
        new() { Kind = LossKind.Tversky, Alpha = 0.3, Beta = 0.7, Gamma = 1.5 },
        new() { Kind = LossKind.Lovasz },
        new() { Kind = LossKind.Lovasz, PerImage = true },
        new() { Plus = new() { Kind = LossKind.Dice, Weight = 0.5, Plus = new() { Kind = LossKind.Lovasz, Weight = 2 } } },
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, _all.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_without_a_labelled_pixel_costs_nothing_and_has_no_gradient(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var logits = Logits(float32).requires_grad_();

        using var value = loss.Of(logits, full([2, 3, 4], 255, int64));
        value.backward();

        Assert.Equal(0, value.item<float>());
        Assert.All(logits.grad!.data<float>().ToArray(), g => Assert.Equal(0, g));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_are_those_of_small_steps(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var (logits, labels) = (Logits(float64), Labels());
        var leaf = logits.clone().requires_grad_();
        loss.Of(leaf, labels).backward();
        var analytic = leaf.grad!.flatten().data<double>().ToArray();

        const double step = 1e-6;
        for (var i = 0; i < analytic.Length; i++)
        {
            var numeric = (Value(i, step) - Value(i, -step)) / (2 * step);
            Close.Absolute(numeric, analytic[i], 1e-6 * Math.Max(1, Math.Abs(numeric)), $"{_all[index]}, logit {i}");
        }

        double Value(int i, double by)
        {
            using var inner = NewDisposeScope();
            var moved = logits.clone();
            moved.flatten()[i] += by;
            return loss.Of(moved, labels).item<double>();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_predicted_on_ignored_pixels_changes_nothing(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var (logits, labels) = (Logits(float64), Labels());
        var isIgnored = (labels == 255).unsqueeze(1).expand_as(logits);

        var one = loss.Of(logits, labels).item<double>();
        var other = loss.Of(where(isIgnored, logits * 3 - 2, logits), labels).item<double>();

        Assert.Equal(one, other, 12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Permuting_the_classes_changes_nothing(int index)
    {
        using var scope = NewDisposeScope();
        var config = _all[index] with { Weighting = ClassWeighting.None };
        using var loss = SegmentationLoss.Create(config, 3);
        var (logits, labels) = (Logits(float64), Labels());
        long[] order = [2, 0, 1];
        var place = tensor(new long[] { 1, 2, 0 });

        var permuted = logits.index_select(1, tensor(order));
        var renamed = where(labels == 255, labels, place.index_select(0, labels.masked_fill(labels == 255, 0).flatten()).view(labels.shape));

        Assert.Equal(loss.Of(logits, labels).item<double>(), loss.Of(permuted, renamed).item<double>(), 12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Only_the_value_is_left_alive(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var (logits, labels) = (Logits(float32), Labels());
        loss.Of(logits, labels).Dispose();   // class weights are moved to the logits' dtype once
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using var value = loss.Of(logits, labels);

        Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Bytes_and_integers_are_labels_too(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var (logits, labels) = (Logits(float64), Labels());

        Assert.Equal(loss.Of(logits, labels).item<double>(), loss.Of(logits, labels.to(uint8)).item<double>());
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Dice)]
    [InlineData(LossKind.Jaccard)]
    [InlineData(LossKind.Focal)]
    [InlineData(LossKind.Tversky)]
    [InlineData(LossKind.Lovasz)]
    public void Sure_and_right_costs_nothing_and_sure_and_wrong_costs_much(LossKind kind)
    {
        using var scope = NewDisposeScope();
        using var loss = SegmentationLoss.Create(new() { Kind = kind }, 2);
        var labels = tensor(new long[] { 0, 1, 1, 0 }).view(1, 2, 2);
        var right = nn.functional.one_hot(labels, 2).permute(0, 3, 1, 2).to(float64) * 80 - 40;

        Assert.Equal(0, loss.Of(right, labels).item<double>(), 9);
        Assert.True(loss.Of(-right, labels).item<double>() > 0.99);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Half_precision_logits_are_summed_in_float32(int index)
    {
        using var scope = NewDisposeScope();
        using var loss = Create(_all[index]);
        var logits = Logits(bfloat16).requires_grad_();

        using var value = loss.Of(logits, Labels());
        value.backward();

        Assert.Equal(loss.Of(logits.detach().to(float32), Labels()).item<float>(), value.item<float>());
        Assert.Equal(ScalarType.BFloat16, logits.grad!.dtype);
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Dice)]
    [InlineData(LossKind.Jaccard)]
    [InlineData(LossKind.Focal)]
    [InlineData(LossKind.Tversky)]
    [InlineData(LossKind.Lovasz)]
    public void Logits_of_a_thousand_give_numbers_and_gradients(LossKind kind)
    {
        using var scope = NewDisposeScope();
        using var loss = SegmentationLoss.Create(new() { Kind = kind }, 3);
        var logits = (Logits(float32) * 1000).detach().requires_grad_();

        using var value = loss.Of(logits, Labels());
        value.backward();

        Assert.True(float.IsFinite(value.item<float>()));
        Assert.All(logits.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void A_two_by_two_picture_is_worked_out_by_hand()
    {
        // Two classes; class 1 has probability 3/4 at every pixel; truth 0 1 / 1 1.
        using var scope = NewDisposeScope();
        var logits = cat([zeros([1, 1, 2, 2], float64), full([1, 1, 2, 2], Math.Log(3), float64)], 1);
        var labels = tensor(new long[] { 0, 1, 1, 1 }).view(1, 2, 2);

        Is(-(Math.Log(0.25) + 3 * Math.Log(0.75)) / 4, new());

        // Class 0: I = 1/4, P = 1, T = 1. Class 1: I = 9/4, P = 3, T = 3.
        Is(1 - (0.5 / 2 + 4.5 / 6) / 2, new() { Kind = LossKind.Dice });
        Is(1 - (0.25 / 1.75 + 2.25 / 3.75) / 2, new() { Kind = LossKind.Jaccard });
        Is(1 - (0.25 / (0.25 + 0.75) + 2.25 / (2.25 + 0.75)) / 2, new() { Kind = LossKind.Tversky, Alpha = 0.2, Beta = 0.8 });

        // Sigmoids: class 0 is 1/2 everywhere, class 1 is 3/4; factors (1 - p)^2.
        Is((Math.Log(2) / 4 + (3.0 / 16 * 0.0625 / 0.1875 * -Math.Log(0.75) * 3 + 0.5625 * -Math.Log(0.25)) / 4) / 2, new() { Kind = LossKind.Focal });

        void Is(double expected, LossConfig config)
        {
            using var loss = SegmentationLoss.Create(config, 2);
            Close.Absolute(expected, loss.Of(logits, labels).item<double>(), 1e-12, config.ToString());
        }
    }

    [Fact]
    public void Tversky_at_the_ends_is_dice_and_jaccard()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (Logits(float64), Labels());

        double Of(LossConfig config)
        {
            using var loss = SegmentationLoss.Create(config, 3);
            return loss.Of(logits, labels).item<double>();
        }

        Assert.Equal(Of(new() { Kind = LossKind.Dice }), Of(new() { Kind = LossKind.Tversky }), 12);
        Assert.Equal(Of(new() { Kind = LossKind.Jaccard }), Of(new() { Kind = LossKind.Tversky, Alpha = 1, Beta = 1 }), 12);
        Assert.True(Of(new() { Kind = LossKind.Dice }) <= Of(new() { Kind = LossKind.Jaccard }));
    }

    [Fact]
    public void Lovasz_of_a_hard_labelling_is_one_minus_its_mean_iou()
    {
        // Sure predictions 0 0 / 1 1 of truth 0 1 / 1 1: IoU 1/2 and 2/3.
        using var scope = NewDisposeScope();
        var predicted = tensor(new long[] { 0, 0, 1, 1 }).view(1, 2, 2);
        var logits = nn.functional.one_hot(predicted, 2).permute(0, 3, 1, 2).to(float64) * 200;
        using var loss = SegmentationLoss.Create(new() { Kind = LossKind.Lovasz }, 2);

        Assert.Equal(1 - (1.0 / 2 + 2.0 / 3) / 2, loss.Of(logits, tensor(new long[] { 0, 1, 1, 1 }).view(1, 2, 2)).item<double>(), 12);
    }

    [Fact]
    public void A_sum_is_the_sum_of_its_weighted_terms()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (Logits(float64), Labels());
        using var sum = SegmentationLoss.Create(new() { Weight = 3, Plus = new() { Kind = LossKind.Dice, Weight = 0.5 } }, 3);
        using var entropy = SegmentationLoss.Create(new(), 3);
        using var dice = SegmentationLoss.Create(new() { Kind = LossKind.Dice }, 3);

        Assert.Equal(3 * entropy.Of(logits, labels).item<double>() + 0.5 * dice.Of(logits, labels).item<double>(), sum.Of(logits, labels).item<double>(), 12);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_errors_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var loss = SegmentationLoss.Create(new() { Kind = LossKind.Dice }, 3, ones(3));

        Assert.Contains("[2, 3, 3, 4]", Assert.Throws<SegBookException>(() => loss.Of(Logits(float32), zeros([2, 3, 5], int64))).Message, StringComparison.Ordinal);
        Assert.Contains("3 class weights", Assert.Throws<SegBookException>(() => loss.Of(zeros([1, 2, 2, 2]), zeros([1, 2, 2], int64))).Message, StringComparison.Ordinal);
    }

    private static SegmentationLoss Create(LossConfig config) =>
        SegmentationLoss.Create(config, 3, config.TotalWeighting == ClassWeighting.None ? null : tensor(new[] { 0.5f, 1, 2 }));

    private static Tensor Logits(ScalarType type) => (2 * randn([2, 3, 3, 4], float64, generator: new Generator(17))).to(type);

    private static Tensor Labels() => tensor(new long[] { 0, 1, 2, 255, 0, 0, 1, 1, 2, 2, 255, 0, 1, 1, 1, 0, 2, 255, 255, 0, 2, 1, 0, 0 }).view(2, 3, 4);
}
