namespace SegBook.Data;

/// <summary>A random change of picture and mask together. Pictures are interpolated, masks take the nearest pixel; what comes from outside the picture is <see cref="LabelMap.Ignore"/>.</summary>
/// <remarks>Combine them with <see cref="Compose"/>. The same seed makes the same samples.</remarks>
public abstract record Transform
{
    private protected Transform(double probability = 1) => Probability = probability;

    /// <summary>Frames as they are.</summary>
    public static Transform None { get; } = new Compose();

    /// <summary>Half of the frames mirrored: the view of a road stays one.</summary>
    public static Transform Flip { get; } = new HorizontalFlip();

    /// <summary>What most people train road scenes with: scale 0.75 to 1.5, crop, mirror, some light and colour.</summary>
    public static Transform Standard { get; } = new Compose(new RandomScaleCrop(), new HorizontalFlip(), new ColorJitter());

    /// <summary>More of everything, for long trainings on few frames.</summary>
    public static Transform Strong { get; } = new Compose(
        new RandomScaleCrop { MinScale = 0.5, MaxScale = 2 }, new Rotate(), new HorizontalFlip(),
        new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 18, Probability = 0.9 },
        new GaussianBlur(), new GaussianNoise(), new Cutout());

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Known => [.. Presets.Keys];

    private static Dictionary<string, Transform> Presets { get; } = new() { ["none"] = None, ["flip"] = Flip, ["standard"] = Standard, ["strong"] = Strong };

    /// <summary>How often it is done, 0 to 1.</summary>
    public double Probability { get; init; }

    /// <summary>The preset of that name.</summary>
    /// <exception cref="SegBookException">There is none.</exception>
    public static Transform Named(string name) =>
        Presets.GetValueOrDefault(name) ?? throw new SegBookException($"There is no augmentation '{name}'. Use {string.Join(", ", Known)}.");

    /// <summary>The preset's name, or what kind of change it is.</summary>
    internal string Name => Presets.FirstOrDefault(preset => preset.Value == this).Key ?? GetType().Name;

    /// <summary>Decides by the sample's dice whether and how, and notes it.</summary>
    internal Draw Plan(Draw draw)
    {
        if (Probability >= 1 || draw.Random.Chance(Probability))
        {
            Apply(draw);
        }

        return draw;
    }

    private protected abstract void Apply(Draw draw);
}

/// <summary>One after the other. Geometry is done first, then colours, blur, noise and holes, whatever the order here.</summary>
public sealed record Compose(params IReadOnlyList<Transform> Steps) : Transform
{
    private protected override void Apply(Draw draw)
    {
        foreach (var step in Steps)
        {
            step.Plan(draw);
        }
    }
}

/// <summary>What chance decided for one sample: where its pixels come from, and what is done to their colours.</summary>
internal sealed class Draw(int height, int width, RandomStream random)
{
    public RandomStream Random = random;

    public Geometry Geometry { get; } = new(height, width);

    public ColourChange Colour { get; set; } = ColourChange.None;

    /// <summary>Deviation of a Gaussian blur in pixels; 0 for none.</summary>
    public double Blur { get; set; }

    /// <summary>Deviation of noise in grey levels; 0 for none.</summary>
    public double Noise { get; set; }

    /// <summary>Rectangles that are hidden, as left, top, right, bottom in shares of the picture.</summary>
    public List<(double Left, double Top, double Right, double Bottom)> Holes { get; } = [];
}

/// <summary>Factors for brightness, contrast and saturation (1: as it is), and a turn of the hue in degrees.</summary>
internal readonly record struct ColourChange(double Brightness, double Contrast, double Saturation, double Hue)
{
    public static ColourChange None { get; } = new(1, 1, 1, 0);
}
