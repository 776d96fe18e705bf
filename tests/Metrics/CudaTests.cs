using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Tests.Models;
using SegBook.Tests.Support;
using static TorchSharp.torch;

namespace SegBook.Tests.Metrics;

/// <summary>On a GPU: the same counts to the pixel, and the same losses but for rounding.</summary>
public sealed class CudaTests
{
    [CudaFact]
    public void Counts_on_a_gpu_are_those_on_the_cpu()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch();
        var (here, there) = (new ConfusionMatrix(7), new ConfusionMatrix(7));

        here.Add(truth, logits);
        there.Add(truth.cuda(), logits.cuda());
        var perImage = ConfusionMatrix.PerImage(7, truth.cuda(), logits.cuda());

        Assert.Equal(here.ToArray(), there.ToArray());
        Assert.Equal(here.ToArray(), ConfusionMatrix.Sum(perImage).ToArray());
    }

    [CudaFact]
    public void Losses_and_gradients_on_a_gpu_are_close_to_those_on_the_cpu()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch();
        foreach (var kind in Enum.GetValues<LossKind>())
        {
            using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind }, 7);
            var here = logits.clone().requires_grad_();
            var there = logits.cuda().requires_grad_();
            var (value, other) = (loss.Of(here, truth), loss.Of(there, truth.cuda()));
            value.backward();
            other.backward();

            Close.Relative(value.item<float>(), other.item<float>(), 1e-4, $"{kind}");
            Close.Absolute(0, (here.grad! - there.grad!.cpu()).abs().max().item<float>(), 1e-6, $"{kind}, gradient");
        }
    }

    private static (Tensor Truth, Tensor Logits) Batch()
    {
        var generator = new Generator(5);
        var logits = randn([2, 7, 40, 50], generator: generator);
        var truth = randint(0, 7, [2, 40, 50], int64, generator: generator);
        return (truth.masked_fill(rand([2, 40, 50], generator: generator) < 0.1, 255), logits);
    }
}
