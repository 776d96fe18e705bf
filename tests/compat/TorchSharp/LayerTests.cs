using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>Layers and containers that the recorded programs do not reach.</summary>
public sealed class LayerTests
{
    private static Tensor Numbers(params long[] shape) => arange(shape.Aggregate(1L, (a, b) => a * b)).to(float32).sin().reshape(shape);

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.True(expected.allclose(actual, 1e-4, 1e-5), $"expected {expected.str()}\nfound {actual.str()}");

    [Fact]
    public void InstanceNorm_makes_every_channel_of_every_image_mean_0_and_variance_1()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(2, 3, 4, 5) * 3 + 1;

        var y = InstanceNorm2d(3).forward(x);

        AssertClose(zeros(2, 3), y.mean([2, 3]));
        AssertClose(ones(2, 3), y.var([2, 3], unbiased: false));
        AssertClose(y[0], InstanceNorm2d(3).forward(x[0]));
    }

    [Fact]
    public void InstanceNorm_with_running_statistics_uses_them_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var norm = InstanceNorm2d(2, momentum: 1, track_running_stats: true, affine: true);
        var x = Numbers(1, 2, 6, 6);
        norm.forward(x);
        norm.eval();

        var y = norm.forward(x);

        AssertClose(x.mean([0, 2, 3]), norm.running_mean!);
        AssertClose((x - norm.running_mean!.reshape(1, 2, 1, 1)) / (norm.running_var! + 1e-5).sqrt().reshape(1, 2, 1, 1), y);
    }

    [Fact]
    public void LayerNorm_and_GroupNorm_of_one_group_agree_over_a_whole_image()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(2, 4, 3, 3);
        var group = GroupNorm(1, 4);
        init.ones_(group.weight!);
        init.zeros_(group.bias!);

        AssertClose(LayerNorm([4, 3, 3]).forward(x), group.forward(x));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-3)]
    public void Embedding_padding_row_is_zero_and_learns_nothing(long padding)
    {
        using var scope = NewDisposeScope();
        var embedding = Embedding(4, 3, padding_idx: padding);

        var y = embedding.forward(tensor(new long[] { 1, 2 }));
        y.sum().backward();

        AssertClose(zeros(3), y[0]);
        AssertClose(zeros(3), embedding.weight!.grad![1]);
        AssertClose(ones(3), embedding.weight.grad[2]);
    }

    [Fact]
    public void ConvTranspose2d_reaches_an_asked_for_size_or_says_which_it_can()
    {
        using var scope = NewDisposeScope();
        var up = ConvTranspose2d(2, 3, 3, stride: 2, padding: 1);
        var x = Numbers(1, 2, 5, 6);

        Assert.Equal([1, 3, 10, 11], up.forward(x, [10, 11]).shape);
        Assert.Throws<ArgumentException>(() => up.forward(x, [12, 11]));
    }

    [Fact]
    public void Losses_refuse_targets_that_would_have_to_be_broadcast()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(2, 3).sigmoid();

        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => F.binary_cross_entropy(x, x[0]));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => F.binary_cross_entropy_with_logits(x, x[0]));
    }

    [Fact]
    public void Convolution_with_replicated_border_is_a_padding_and_a_convolution()
    {
        using var scope = NewDisposeScope();
        var conv = Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Replicate);
        var x = Numbers(1, 2, 4, 5);

        AssertClose(F.conv2d(F.pad(x, (2, 2, 2, 2), PaddingModes.Replicate), conv.weight, conv.bias), conv.forward(x));
    }

    [Fact]
    public void Upsample_and_PixelShuffle_enlarge()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(1, 4, 2, 3);

        AssertClose(F.interpolate(x, size: [4, 6], mode: InterpolationMode.Bilinear, align_corners: true), Upsample([4, 6], mode: UpsampleMode.Bilinear, align_corners: true).forward(x));
        AssertClose(x[0, 1, 0, 0], PixelShuffle(2).forward(x)[0, 0, 0, 1]);
        AssertClose(x, PixelUnshuffle(2).forward(PixelShuffle(2).forward(x)));
    }

    [Fact]
    public void Clipping_gradients_together_keeps_their_proportions()
    {
        using var scope = NewDisposeScope();
        var parameters = new[] { new Parameter(zeros(2)), new Parameter(zeros(1)) };
        parameters[0].grad = tensor(new float[] { 3, 0 });
        parameters[1].grad = tensor(new float[] { 4 });

        Assert.Equal(5, torch.nn.utils.clip_grad_norm_(parameters, 1), 5);

        AssertClose(tensor(new[] { 0.6f, 0f }), parameters[0].grad!);
        AssertClose(tensor(new[] { 0.8f }), parameters[1].grad!);
    }

    [Fact]
    public void Parameters_in_lists_and_dictionaries_move_and_keep_their_names()
    {
        using var scope = NewDisposeScope();
        var model = new Containers();

        model.to(float64);

        Assert.Equal(["list.0", "list.1", "dictionary.b", "dictionary.a"], model.named_parameters().Select(p => p.name));
        Assert.All(model.parameters(), p => Assert.Equal(float64, p.dtype));
        Assert.Equal(float64, model.list[1].dtype);
        Assert.Equal(float64, model.dictionary["a"].dtype);
    }

    [Fact]
    public void Hooks_of_a_module_with_two_inputs_can_change_them_and_the_result()
    {
        using var scope = NewDisposeScope();
        var loss = MSELoss();
        var before = loss.register_forward_pre_hook((_, a, b) => (a, b * 0));
        loss.register_forward_hook((_, _, _, result) => result + 1);
        var (x, y) = (tensor(2f), tensor(5f));

        Assert.Equal(5f, loss.call(x, y).item<float>());
        before.remove();
        Assert.Equal(10f, loss.call(x, y).item<float>());
        Assert.Equal(9f, loss.forward(x, y).item<float>());
    }

    private sealed class Containers : Module<Tensor, Tensor>
    {
        public readonly ParameterList list = new(new Parameter(zeros(1)), new Parameter(ones(2)));
        public readonly ParameterDict dictionary = ParameterDict(("b", new Parameter(zeros(1))), ("a", new Parameter(ones(2))));

        public Containers() : base(nameof(Containers)) => RegisterComponents();

        public override Tensor forward(Tensor input) => input * list[1] + dictionary["a"];
    }
}
