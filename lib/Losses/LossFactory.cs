using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>Checks configurations and builds what they describe; in one place, so that every wrong setting is named.</summary>
internal static class LossFactory
{
    private const LossKind CrossEntropy = LossKind.CrossEntropy, Tversky = LossKind.Tversky, Focal = LossKind.Focal;

    private static readonly LossKind[] _regions = [LossKind.Dice, LossKind.Jaccard, Tversky];

    public static SegmentationLoss Create(LossConfig config, int classCount, Tensor? classWeights, long ignoreIndex)
    {
        Validate(config);
        if (config.TotalWeighting != ClassWeighting.None && classWeights is null)
        {
            throw new SegBookException($"The loss {config} needs class weights. Make them with ClassWeights.Of from the label counts of the training frames.");
        }

        if (classWeights is not null && (classWeights.ndim != 1 || classWeights.numel() != classCount))
        {
            throw new SegBookException($"Class weights of shape [{string.Join(", ", classWeights.shape)}] for {classCount} classes: use one per class.");
        }

        // Weights without a weighting in the configuration are the caller's own, for every term that can take them.
        var own = config.TotalWeighting == ClassWeighting.None;
        (double Weight, SegmentationLoss Loss)[] terms =
            [.. config.Terms.Select(term => (term.Weight, One(term, own || term.Weighting != ClassWeighting.None ? classWeights : null, ignoreIndex)))];
        return terms is [(1, var only)] ? only : new SumLoss(terms);
    }

    public static void Validate(LossConfig config)
    {
        foreach (var term in config.Terms)
        {
            ValidateRanges(term);
            ValidateUse(term);
        }

        var weightings = config.Terms.Select(term => term.Weighting).Where(weighting => weighting != ClassWeighting.None).Distinct().ToArray();
        Check(weightings.Length <= 1, config, nameof(config.Weighting), string.Join(" and ", weightings), "the same for all terms that are weighted");
    }

    private static SegmentationLoss One(LossConfig term, Tensor? weights, long ignore) => term.Kind switch
    {
        CrossEntropy => new CrossEntropyLoss(weights, ignore) { LabelSmoothing = term.LabelSmoothing },
        LossKind.Dice => new DiceLoss(weights, ignore) { Smooth = term.Smooth, LogLoss = term.LogLoss },
        LossKind.Jaccard => new JaccardLoss(weights, ignore) { Smooth = term.Smooth, LogLoss = term.LogLoss },
        Tversky => new TverskyLoss(weights, ignore) { Smooth = term.Smooth, LogLoss = term.LogLoss, Alpha = term.Alpha ?? 0.5, Beta = term.Beta ?? 0.5, Gamma = term.Gamma ?? 1 },
        Focal => new FocalLoss(weights, ignore) { Alpha = term.Alpha, Gamma = term.Gamma ?? 2 },
        _ => new LovaszLoss(ignore) { PerImage = term.PerImage },
    };

    private static void ValidateRanges(LossConfig c)
    {
        Check(Enum.IsDefined(c.Kind), c, nameof(c.Kind), c.Kind, $"one of {string.Join(", ", Enum.GetNames<LossKind>().SkipLast(1))}");
        Check(c.Kind != LossKind.NotebookDice, c, nameof(c.Kind), c.Kind, "Dice, the same formula on probabilities; on raw logits it has poles and no lowest value");
        Check(Enum.IsDefined(c.Weighting), c, nameof(c.Weighting), c.Weighting, $"one of {string.Join(", ", Enum.GetNames<ClassWeighting>())}");
        Check(c.Weight > 0 && double.IsFinite(c.Weight), c, nameof(c.Weight), c.Weight, "above 0");
        Check(c.LabelSmoothing is >= 0 and < 1, c, nameof(c.LabelSmoothing), c.LabelSmoothing, "0 up to but not including 1");
        Check(c.Smooth >= 0 && double.IsFinite(c.Smooth), c, nameof(c.Smooth), c.Smooth, "at least 0");
        Check(c.Alpha is null or >= 0 && (c.Kind != Focal || c.Alpha is null or <= 1), c, nameof(c.Alpha), c.Alpha, c.Kind == Focal ? "0 to 1" : "at least 0");
        Check(c.Beta is null or >= 0, c, nameof(c.Beta), c.Beta, "at least 0");
        Check(c.Gamma is null or > 0 || (c.Kind == Focal && c.Gamma == 0), c, nameof(c.Gamma), c.Gamma, c.Kind == Focal ? "at least 0" : "above 0");
        Check(c.Kind != Tversky || (c.Alpha ?? 0.5) + (c.Beta ?? 0.5) > 0, c, nameof(c.Alpha), c.Alpha, "above 0 when beta is 0");
    }

    /// <summary>A setting that its loss does not have is a mistake, not a wish to be passed over.</summary>
    private static void ValidateUse(LossConfig c)
    {
        Unused(c.LabelSmoothing != 0 && c.Kind != CrossEntropy, nameof(c.LabelSmoothing));
        Unused(c.Smooth != 0 && !_regions.Contains(c.Kind), nameof(c.Smooth));
        Unused(c.LogLoss && !_regions.Contains(c.Kind), nameof(c.LogLoss));
        Unused(c.Alpha is not null && c.Kind is not (Tversky or Focal), nameof(c.Alpha));
        Unused(c.Beta is not null && c.Kind != Tversky, nameof(c.Beta));
        Unused(c.Gamma is not null && c.Kind is not (Tversky or Focal), nameof(c.Gamma));
        Unused(c.PerImage && c.Kind != LossKind.Lovasz, nameof(c.PerImage));
        Unused(c.Weighting != ClassWeighting.None && c.Kind is LossKind.Lovasz, nameof(c.Weighting));

        void Unused(bool isSet, string setting)
        {
            if (isSet)
            {
                throw new SegBookException($"LossConfig.{setting} is set, but {c.Kind} has no such setting. Leave it out or choose another loss.");
            }
        }
    }

    private static void Check(bool holds, LossConfig config, string setting, object? value, string allowed)
    {
        if (!holds)
        {
            throw new SegBookException(FormattableString.Invariant($"LossConfig.{setting} of {config.Kind} is {value}. Use {allowed}."));
        }
    }
}
