namespace SegBook.Data;

/// <summary>What chance decided for one sample: where its pixels come from, and what is done to their colours.</summary>
internal sealed class Draw(int height, int width, RandomStream random)
{
    /// <summary>Where further chance comes from.</summary>
    public RandomStream Random = random;

    public Geometry Geometry { get; } = new(height, width);

    /// <summary>Changes of colour, in order.</summary>
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
