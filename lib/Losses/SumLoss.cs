using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>A weighted sum of losses, such as cross entropy plus half of Dice.</summary>
/// <param name="terms">The losses, which this one owns from now on, and what each is multiplied by.</param>
public sealed class SumLoss(params (double Weight, SegmentationLoss Loss)[] terms) : SegmentationLoss(null, terms[0].Loss.IgnoreIndex)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels) =>
        terms.Select(term => term.Weight * term.Loss.Of(logits, labels)).Aggregate((sum, term) => sum + term);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var (_, loss) in terms)
        {
            loss.Dispose();
        }
    }
}
