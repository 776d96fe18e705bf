using SegBook.Data;

namespace SegBook.Models;

/// <summary>What one has to know to use a trained network: what its outputs mean, and what its inputs have to be like.</summary>
public sealed record ModelCard
{
    /// <summary>Name of the label map, such as CamVid11.</summary>
    public string LabelMap { get; init; } = "";

    /// <summary>The classes, one for each output channel; may be empty.</summary>
    public IReadOnlyList<LabelClass> Classes { get; init; } = [];

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

    /// <summary>The card of a network that predicts the classes of <paramref name="map"/>.</summary>
    public static ModelCard Of(LabelMap map, int? height = null, int? width = null) => new()
    {
        LabelMap = map.Name,
        Classes = map.Classes,
        Height = height,
        Width = width,
    };

    /// <summary>The label map: the library's own where name and classes are its, so that it also knows which colours are not counted.</summary>
    /// <exception cref="SegBookException">The card names no classes, or its classes make no label map.</exception>
    public LabelMap ToLabelMap()
    {
        if (Classes.Count == 0)
        {
            throw new SegBookException("The model's folder does not say what its classes are. Give the label map that it was trained with.");
        }

        return Data.LabelMap.Known.FirstOrDefault(known => known.Name == LabelMap && known.Classes.SequenceEqual(Classes))
            ?? Data.LabelMap.Of(LabelMap.Length > 0 ? LabelMap : "the model's", Classes);
    }
}
