namespace SegBook.Models;

/// <summary>A class as a model's folder knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Red">Its colour's red, 0 to 255.</param>
/// <param name="Green">Its colour's green.</param>
/// <param name="Blue">Its colour's blue.</param>
public sealed record ModelClass(string Name, byte Red, byte Green, byte Blue);

/// <summary>What one has to know to use a trained network: what its outputs mean, and what its inputs have to be like.</summary>
public sealed record ModelCard
{
    /// <summary>Name of the label map, such as CamVid11.</summary>
    public string LabelMap { get; init; } = "";

    /// <summary>The classes, one for each output channel; may be empty.</summary>
    public IReadOnlyList<ModelClass> Classes { get; init; } = [];

    /// <summary>Mean of red, green and blue (0 to 1) that is subtracted. Default ImageNet's.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>Deviation of red, green and blue that is divided by. Default ImageNet's.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Height of the images it was trained on, if known.</summary>
    public int? Height { get; init; }

    /// <summary>Width of the images it was trained on, if known.</summary>
    public int? Width { get; init; }

    /// <summary>Anything else worth knowing, such as the run that it came from.</summary>
    public string Note { get; init; } = "";
}
