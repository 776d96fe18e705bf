using static SegBook.Losses.LossKind;

namespace SegBook.Losses;

/// <summary>The losses.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Minus the log of the softmax probability given to the true class.</summary>
    CrossEntropy,

    /// <summary>1 - the overlap of predicted and true region over their mean size.</summary>
    Dice,

    /// <summary>1 - intersection over union on probabilities.</summary>
    Jaccard,

    /// <summary>Cross entropy of sigmoids in which pixels that are already right count less.</summary>
    Focal,

    /// <summary>As Dice, with a price each for false alarms and misses.</summary>
    Tversky,

    /// <summary>Lovasz-softmax: a smooth surface whose minimum is that of 1 - IoU.</summary>
    Lovasz,
}

/// <summary>A loss and its settings. Two equal configurations are the same loss; it reads and writes itself as JSON.</summary>
/// <example><code>new LossConfig { Weighting = ClassWeighting.MedianFrequency, Plus = new LossConfig { Kind = LossKind.Dice, Weight = 0.5 } }</code></example>
/// <param name="Kind">Which loss.</param>
/// <param name="Weight">What the loss is multiplied by, above 0.</param>
/// <param name="Weighting">How classes are weighted. Not for Lovasz.</param>
/// <param name="LabelSmoothing">Share of the target spread over all classes, 0 up to but not including 1. Cross entropy only.</param>
/// <param name="Smooth">Added above and below the fraction, at least 0; damps classes with few pixels. Dice, Jaccard and Tversky.</param>
/// <param name="LogLoss">Minus the log of the score in place of 1 minus it. Dice, Jaccard and Tversky.</param>
/// <param name="Alpha">Tversky: what a false positive costs, at least 0, default 0.5. Focal: weight of "yes", against 1 - alpha for "no", 0 to 1, default none.</param>
/// <param name="Beta">Tversky: what a missed pixel costs, at least 0, default 0.5.</param>
/// <param name="Gamma">Focal: how fast easy pixels fade, at least 0, default 2. Tversky: the power, above 0, default 1.</param>
/// <param name="PerImage">Lovasz: one IoU per image in place of one per batch.</param>
/// <param name="Plus">A loss to add to this one; null for none. May itself have one.</param>
public sealed record LossConfig(
    LossKind Kind = CrossEntropy, double Weight = 1, ClassWeighting Weighting = ClassWeighting.None, double LabelSmoothing = 0, double Smooth = 0,
    bool LogLoss = false, double? Alpha = null, double? Beta = null, double? Gamma = null, bool PerImage = false, LossConfig? Plus = null)
{
    /// <summary>This loss and those added to it.</summary>
    [JsonIgnore]
    public IEnumerable<LossConfig> Terms => Plus is null ? [this] : [this, .. Plus.Terms];

    /// <summary>The weighting that the terms ask for, or none: what class weights to hand to <see cref="SegmentationLoss.Create"/>.</summary>
    [JsonIgnore]
    public ClassWeighting TotalWeighting => Terms.Select(term => term.Weighting).FirstOrDefault(weighting => weighting != ClassWeighting.None);

    /// <summary>Checks every setting of every term.</summary>
    /// <exception cref="SegBookException">A setting is out of range, or its loss does not have it.</exception>
    public void Validate()
    {
        foreach (var term in Terms)
        {
            term.ValidateTerm();
        }

        var weightings = Terms.Select(term => term.Weighting).Where(weighting => weighting != ClassWeighting.None).Distinct().ToArray();
        Check(weightings.Length <= 1, nameof(Weighting), string.Join(" and ", weightings), "the same for all terms that are weighted");
    }

    /// <summary>As a person would write it: <c>CrossEntropy + 0.5 Dice</c>.</summary>
    public override string ToString() => string.Join(" + ", Terms.Select(term => term.Name()));

    /// <summary>This loss without those added to it.</summary>
    internal SegmentationLoss One(Tensor? weights, long ignore) => Kind switch
    {
        CrossEntropy => new CrossEntropyLoss(this, weights, ignore),
        Jaccard => new TverskyLoss(this, 1, 1, weights, ignore),
        Focal => new FocalLoss(this, weights, ignore),
        Dice or Tversky => new TverskyLoss(this, Alpha ?? 0.5, Beta ?? 0.5, weights, ignore),
        _ => new LovaszLoss(this, ignore),
    };

    private void ValidateTerm()
    {
        Check(Enum.IsDefined(Kind), nameof(Kind), Kind, $"one of {string.Join(", ", Enum.GetNames<LossKind>())}");
        Check(Weight > 0 && double.IsFinite(Weight), nameof(Weight), Weight, "above 0");
        foreach (var setting in Settings())
        {
            // A setting that its loss does not have is a mistake, not a wish to be passed over.
            Require(setting.Of.Contains(Kind), $"LossConfig.{setting.Name} is set, but {Kind} has no such setting. Leave it out or choose another loss.");
            Check(setting.Fits, setting.Name, setting.Value, setting.Allowed);
        }

        Check(Kind != Tversky || Alpha != 0 || Beta != 0, nameof(Alpha), Alpha, "above 0 when beta is 0");
    }

    /// <summary>The settings that are set, of those that not all losses have.</summary>
    private IEnumerable<Setting> Settings()
    {
        LossKind[] regions = [Dice, Jaccard, Tversky];
        var (weighting, weightings) = (Weighting == ClassWeighting.None ? (object?)null : Weighting, $"one of {string.Join(", ", Enum.GetNames<ClassWeighting>())}");
        var (upTo, from) = Kind == Focal ? (1, 0) : (double.MaxValue, double.Epsilon);
        Setting[] all =
        [
            new(nameof(Weighting), $"{Weighting}", weighting, Enum.IsDefined(Weighting), weightings, [CrossEntropy, Focal, .. regions]),
            new(nameof(LabelSmoothing), "label smoothing", NonZero(LabelSmoothing), LabelSmoothing is >= 0 and < 1, "0 up to but not including 1", CrossEntropy),
            new(nameof(Smooth), "smooth", NonZero(Smooth), Smooth >= 0 && double.IsFinite(Smooth), "at least 0", regions),
            new(nameof(LogLoss), "log", LogLoss ? true : null, true, "", regions),
            new(nameof(Alpha), "alpha", Alpha, Alpha >= 0 && Alpha <= upTo, Kind == Focal ? "0 to 1" : "at least 0", Tversky, Focal),
            new(nameof(Beta), "beta", Beta, Beta >= 0, "at least 0", Tversky),
            new(nameof(Gamma), "gamma", Gamma, Gamma >= from, Kind == Focal ? "at least 0" : "above 0", Tversky, Focal),
            new(nameof(PerImage), "per image", PerImage ? true : null, true, "", Lovasz),
        ];
        return all.Where(setting => setting.Value is not null);

        static object? NonZero(double value) => value == 0 ? null : value;
    }

    private void Check(bool holds, string setting, object? value, string allowed) =>
        Require(holds, FormattableString.Invariant($"LossConfig.{setting} of {Kind} is {value}. Use {allowed}."));

    private string Name()
    {
        var factor = Weight == 1 ? "" : FormattableString.Invariant($"{Weight:0.####} ");
        var settings = string.Join(", ", Settings());
        return factor + Kind + (settings.Length == 0 ? "" : $" ({settings})");
    }

    private sealed record Setting(string Name, string Text, object? Value, bool Fits, string Allowed, params LossKind[] Of)
    {
        public override string ToString() => Value is double number ? FormattableString.Invariant($"{Text} {number:0.####}") : Text;
    }
}
