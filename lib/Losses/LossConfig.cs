using System.Globalization;
using System.Text.Json.Serialization;

namespace SegBook.Losses;

/// <summary>The losses.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary><see cref="CrossEntropyLoss"/>.</summary>
    CrossEntropy,

    /// <summary><see cref="DiceLoss"/>.</summary>
    Dice,

    /// <summary><see cref="JaccardLoss"/>.</summary>
    Jaccard,

    /// <summary><see cref="FocalLoss"/>.</summary>
    Focal,

    /// <summary><see cref="TverskyLoss"/>.</summary>
    Tversky,

    /// <summary><see cref="LovaszLoss"/>.</summary>
    Lovasz,

    /// <summary>Dice on raw logits, in records of earlier versions only: it has no lowest value, and cannot be trained with any more.</summary>
    NotebookDice,
}

/// <summary>A loss and its settings. Two equal configurations are the same loss; it reads and writes itself as JSON.</summary>
/// <example><code>new LossConfig { Weighting = ClassWeighting.MedianFrequency, Plus = new LossConfig { Kind = LossKind.Dice, Weight = 0.5 } }</code></example>
public sealed record LossConfig
{
    /// <summary>Which loss. Default cross entropy.</summary>
    public LossKind Kind { get; init; } = LossKind.CrossEntropy;

    /// <summary>What the loss is multiplied by, above 0. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>How classes are weighted. Default not at all. Not for Lovasz.</summary>
    public ClassWeighting Weighting { get; init; } = ClassWeighting.None;

    /// <summary>Share of the target spread over all classes, 0 up to but not including 1. Default 0. Cross entropy only.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Added above and below the fraction, at least 0. Default 0. Dice, Jaccard and Tversky.</summary>
    public double Smooth { get; init; }

    /// <summary>Minus the log of the score in place of 1 minus it. Default false. Dice, Jaccard and Tversky.</summary>
    public bool LogLoss { get; init; }

    /// <summary>Tversky: what a false positive costs, at least 0, default 0.5. Focal: weight of "yes", 0 to 1, default none.</summary>
    public double? Alpha { get; init; }

    /// <summary>Tversky: what a missed pixel costs, at least 0, default 0.5.</summary>
    public double? Beta { get; init; }

    /// <summary>Focal: how fast easy pixels fade, at least 0, default 2. Tversky: the power, above 0, default 1.</summary>
    public double? Gamma { get; init; }

    /// <summary>Lovasz: one IoU per image in place of one per batch. Default false.</summary>
    public bool PerImage { get; init; }

    /// <summary>A loss to add to this one; null for none. May itself have one.</summary>
    public LossConfig? Plus { get; init; }

    /// <summary>This loss and those added to it.</summary>
    [JsonIgnore]
    public IEnumerable<LossConfig> Terms => Plus is null ? [this] : [this, .. Plus.Terms];

    /// <summary>The weighting that the terms ask for, or none: what class weights to hand to <see cref="SegmentationLoss.Create"/>.</summary>
    [JsonIgnore]
    public ClassWeighting TotalWeighting => Terms.Select(term => term.Weighting).FirstOrDefault(weighting => weighting != ClassWeighting.None);

    /// <summary>Checks every setting of every term.</summary>
    /// <exception cref="SegBookException">A setting is out of range, or its loss does not have it.</exception>
    public void Validate() => LossFactory.Validate(this);

    /// <summary>As a person would write it: <c>CrossEntropy + 0.5 Dice</c>.</summary>
    public override string ToString() => string.Join(" + ", Terms.Select(Name));

    private static string Name(LossConfig term)
    {
        List<string> settings = [];
        Say(term.Weighting != ClassWeighting.None, $"{term.Weighting}");
        Say(term.LabelSmoothing != 0, $"label smoothing {Text(term.LabelSmoothing)}");
        Say(term.Smooth != 0, $"smooth {Text(term.Smooth)}");
        Say(term.LogLoss, "log");
        Say(term.Alpha is not null, $"alpha {Text(term.Alpha)}");
        Say(term.Beta is not null, $"beta {Text(term.Beta)}");
        Say(term.Gamma is not null, $"gamma {Text(term.Gamma)}");
        Say(term.PerImage, "per image");
        var factor = term.Weight == 1 ? "" : Text(term.Weight) + " ";
        return factor + term.Kind + (settings.Count == 0 ? "" : $" ({string.Join(", ", settings)})");

        void Say(bool isSet, string text)
        {
            if (isSet)
            {
                settings.Add(text);
            }
        }
    }

    private static string Text(double? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
