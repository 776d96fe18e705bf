using System.Text.Json.Serialization;

namespace SegBook.Data;

/// <summary>A random change of picture and mask together. Pictures are interpolated, masks take the nearest pixel; what comes from outside the picture is <see cref="LabelMap.Ignore"/>.</summary>
/// <remarks>Two equal augmentations do the same with the same seed. Combine them with <see cref="Compose"/> and <see cref="OneOf"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NoTransform), "none")]
[JsonDerivedType(typeof(Compose), "compose")]
[JsonDerivedType(typeof(OneOf), "one-of")]
[JsonDerivedType(typeof(HorizontalFlip), "horizontal-flip")]
[JsonDerivedType(typeof(VerticalFlip), "vertical-flip")]
[JsonDerivedType(typeof(Transpose), "transpose")]
[JsonDerivedType(typeof(RandomRotate90), "random-rotate-90")]
[JsonDerivedType(typeof(CenterCrop), "center-crop")]
[JsonDerivedType(typeof(RandomSizedCrop), "random-sized-crop")]
[JsonDerivedType(typeof(RandomScaleCrop), "random-scale-crop")]
[JsonDerivedType(typeof(Rotate), "rotate")]
[JsonDerivedType(typeof(GridDistortion), "grid-distortion")]
[JsonDerivedType(typeof(ColorJitter), "color-jitter")]
[JsonDerivedType(typeof(GaussianBlur), "gaussian-blur")]
[JsonDerivedType(typeof(GaussianNoise), "gaussian-noise")]
[JsonDerivedType(typeof(Cutout), "cutout")]
public abstract record Transform
{
    private protected Transform()
    {
    }

    /// <summary>Frames as they are.</summary>
    public static Transform None { get; } = new NoTransform();

    /// <summary>Half of the frames mirrored: streets stay streets.</summary>
    public static Transform Flip { get; } = new HorizontalFlip();

    /// <summary>What most people train road scenes with: scale 0.75 to 1.5, crop, mirror, some light and colour.</summary>
    public static Transform Standard { get; } = new Compose(new RandomScaleCrop(), new HorizontalFlip(), new ColorJitter());

    /// <summary>More of everything, for long trainings on few frames.</summary>
    public static Transform Strong { get; } = new Compose(
        new RandomScaleCrop { MinScale = 0.5, MaxScale = 2 },
        new Rotate(),
        new HorizontalFlip(),
        new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 18, Probability = 0.9 },
        new GaussianBlur(),
        new GaussianNoise(),
        new Cutout());

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Known { get; } = ["none", "flip", "standard", "strong"];

    /// <summary>How often it is done, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The preset of that name.</summary>
    /// <exception cref="SegBookException">There is none.</exception>
    public static Transform Named(string name) => name switch
    {
        "none" => None,
        "flip" => Flip,
        "standard" => Standard,
        "strong" => Strong,
        _ => throw new SegBookException($"There is no augmentation '{name}'. Use {string.Join(", ", Known)}."),
    };

    /// <summary>Decides by the sample's dice whether and how, and notes it.</summary>
    internal void Plan(Draw draw)
    {
        if (Probability >= 1 || draw.Random.Chance(Probability))
        {
            Apply(draw);
        }
    }

    private protected abstract void Apply(Draw draw);

    private protected static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new SegBookException(problem);
        }
    }
}

/// <summary>Nothing is changed.</summary>
public sealed record NoTransform : Transform
{
    private protected override void Apply(Draw draw)
    {
    }
}

/// <summary>One after the other. Geometry is done first, then colours, blur, noise and holes, whatever the order here.</summary>
/// <param name="Steps">In this order.</param>
public sealed record Compose(params IReadOnlyList<Transform> Steps) : Transform
{
    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<Transform> Steps { get; } = Steps;

    /// <inheritdoc/>
    public bool Equals(Compose? other) => other is not null && Probability == other.Probability && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(Probability.GetHashCode(), HashCode.Combine);

    private protected override void Apply(Draw draw)
    {
        foreach (var step in Steps)
        {
            step.Plan(draw);
        }
    }
}

/// <summary>One of several, each as often as the others.</summary>
/// <param name="Choices">At least one.</param>
public sealed record OneOf(params IReadOnlyList<Transform> Choices) : Transform
{
    /// <summary>What is chosen from.</summary>
    public IReadOnlyList<Transform> Choices { get; } = Choices;

    /// <inheritdoc/>
    public bool Equals(OneOf? other) => other is not null && Probability == other.Probability && Choices.SequenceEqual(other.Choices);

    /// <inheritdoc/>
    public override int GetHashCode() => Choices.Aggregate(~Probability.GetHashCode(), HashCode.Combine);

    private protected override void Apply(Draw draw)
    {
        Require(Choices.Count > 0, "OneOf needs at least one augmentation to choose from.");
        Choices[draw.Random.Below(Choices.Count)].Plan(draw);
    }
}
