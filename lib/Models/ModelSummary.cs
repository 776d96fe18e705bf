using System.Globalization;
using SegBook.Display;

namespace SegBook.Models;

/// <summary>A group of layers in a <see cref="ModelSummary"/>, and a node of the network's diagram.</summary>
/// <param name="Name">Its name in the parameters' keys, such as <c>encoder.layer1</c>.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Output">The map that it hands on, for one image; null if it is there but not used.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="MultiplyAdds">Multiplications with addition for one image, in convolutions and linear layers.</param>
/// <param name="Activations">Values that those layers put out for one image: what memory and time follow more closely than multiply-adds. Radosavovic et al. 2020, section 3.</param>
/// <param name="OutputStride">How many of the image's pixels lie between two of the map's.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position of the map can see; known for the encoder's stages.</param>
/// <param name="Inputs">Names of the groups whose maps it takes; <c>image</c> is the input.</param>
public sealed record SummaryRow(
    string Name, string Description, MapShape? Output, long Parameters, long MultiplyAdds, long Activations, double? OutputStride, long? ReceptiveField, IReadOnlyList<string> Inputs);

/// <summary>A network group by group: shapes, sizes and work for one image of a given size. Nothing is computed for it.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ModelSummary : IShowsTable
{
    private readonly TextTable _table;

    private ModelSummary(SegmentationModel model, MapShape input, IReadOnlyList<SummaryRow> rows)
    {
        Input = input;
        Rows = rows;
        _table = Table($"{model}; one image of {input.Height} x {input.Width}");
    }

    /// <summary>The image.</summary>
    public MapShape Input { get; }

    /// <summary>The groups in the order of computation; together they have all parameters.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>Parameters of the whole network.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>Multiply-adds of the whole network for one image.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>Activations of the whole network for one image.</summary>
    public long Activations => Rows.Sum(row => row.Activations);

    /// <summary>Summarises a network for images of a size.</summary>
    /// <exception cref="SegBookException">The size is not at least 1 x 1.</exception>
    public static ModelSummary Of(SegmentationModel model, int height, int width)
    {
        if (height < 1 || width < 1)
        {
            throw new SegBookException($"The image to summarise for is {height} x {width}; it has to be at least 1 x 1.");
        }

        var input = new MapShape(model.Config.InChannels, height, width);
        return new ModelSummary(model, input, new SummaryBuilder(model, input).Rows());
    }

    /// <inheritdoc/>
    public TextTable ToTable() => _table;

    /// <summary>The table as text.</summary>
    public override string ToString() => _table.ToText();

    private TextTable Table(string title)
    {
        var table = new TextTable(title, "layers", "what", "output", "parameters", "multiply-adds", "activations", "stride", "sees");
        foreach (var row in Rows)
        {
            table.Add(
                row.Name,
                row.Description,
                row.Output?.ToString() ?? "not used",
                Number(row.Parameters),
                Millions(row.MultiplyAdds),
                Millions(row.Activations),
                row.OutputStride is { } stride ? stride.ToString("0.##", CultureInfo.InvariantCulture) : "",
                row.ReceptiveField is { } field ? $"{field} px" : "");
        }

        return table.Add("together", "", "", Number(Parameters), Millions(MultiplyAdds), Millions(Activations), "", "");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long number) => number == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N1} M");
}
