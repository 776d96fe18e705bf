using System.Globalization;
using SegBook.Display;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Size of one image's feature map.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct MapShape(long Channels, long Height, long Width)
{
    /// <summary>As written: <c>64 x 90 x 120</c>.</summary>
    public override string ToString() => $"{Channels} x {Height} x {Width}";
}

/// <summary>A group of layers in a <see cref="ModelSummary"/>, and a node of the network's diagram.</summary>
/// <param name="Name">Its name in the parameters' keys, such as <c>encoder.layer1</c>.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Output">The map that it hands on, for one image; null if it is there but not used.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="MultiplyAdds">Multiplications with addition for one image, in convolutions and linear layers.</param>
/// <param name="Activations">Values that those layers put out for one image: memory and time follow them more closely. Radosavovic et al. 2020, section 3.</param>
/// <param name="OutputStride">How many of the image's pixels lie between two of the map's.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position of the map can see; known for the encoder's stages.</param>
/// <param name="Inputs">Names of the groups whose maps it takes; <c>image</c> is the input.</param>
public sealed record SummaryRow(
    string Name,
    string Description,
    MapShape? Output,
    long Parameters,
    long MultiplyAdds,
    long Activations,
    double? OutputStride,
    long? ReceptiveField,
    IReadOnlyList<string> Inputs);

/// <summary>A network group by group: shapes, sizes and work for one image of a given size.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ModelSummary : IShowsTable
{
    private readonly string _title;

    private ModelSummary(SegmentationModel model, MapShape input)
    {
        _title = $"{model}; one image of {input.Height} x {input.Width}";
        Input = input;
        Rows = [.. new SummaryPass(model, input).Rows()];
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

    /// <summary>Summarises a network by one prediction for an empty image of a size.</summary>
    /// <exception cref="SegBookException">The size is not at least 1 x 1.</exception>
    public static ModelSummary Of(SegmentationModel model, int height, int width) => height >= 1 && width >= 1
        ? new ModelSummary(model, new MapShape(model.Config.InChannels, height, width))
        : throw new SegBookException($"The image to summarise for is {height} x {width}; it has to be at least 1 x 1.");

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable(_title, "layers", "what", "output", "parameters", "multiply-adds", "activations", "stride", "sees");
        foreach (var row in Rows)
        {
            var stride = row.OutputStride?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
            var field = row.ReceptiveField is { } pixels ? $"{pixels} px" : "";
            var map = row.Output?.ToString() ?? "not used";
            table.Add(row.Name, row.Description, map, Number(row.Parameters), Millions(row.MultiplyAdds), Millions(row.Activations), stride, field);
        }

        return table.Add("together", "", "", Number(Parameters), Millions(MultiplyAdds), Millions(Activations), "", "");
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => ToTable().ToText();

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long number) => number == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N1} M");
}

/// <summary>A prediction for an empty image, and what was seen of it at every layer.</summary>
internal sealed class SummaryPass(SegmentationModel model, MapShape input)
{
    private readonly Dictionary<string, Seen> _seen = [];
    private long _step = 1;
    private long _field = 1;

    public IEnumerable<SummaryRow> Rows()
    {
        Run();
        var parameters = model.State().Where(entry => entry.IsParameter).ToLookup(entry => Group(entry.Name), entry => entry.Tensor.numel());
        foreach (var (name, description, inputs) in Groups())
        {
            var seen = _seen.GetValueOrDefault(name, new Seen());
            var stride = seen.Output is { } output ? (double?)input.Height / output.Height : null;
            var from = seen.Output is null ? [] : inputs;
            yield return new(name, description, seen.Output, parameters[name].Sum(), seen.MultiplyAdds, seen.Activations, stride, seen.Field, from);
        }
    }

    private void Run()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (first, wasTraining) = (model.parameters().First(), model.training);
        var hooks = model.Tree().Where(node => node.Module is Module<Tensor, Tensor> and not SegmentationModel).Select(Hook).ToList();
        try
        {
            model.eval();
            var image = zeros([1, input.Channels, input.Height, input.Width], first.dtype, first.device);
            var masks = model.Config.Auxiliary is null ? model.call(image) : model.ForwardWithLabels(image).Masks;
            _seen["segmentation_head"].Output = Shape(masks);
        }
        finally
        {
            hooks.ForEach(remove => remove());
            model.train(wasTraining);
        }

        // What takes the hook away again.
        Action Hook((string Name, Module Module) node) => ((Module<Tensor, Tensor>)node.Module).register_forward_hook((layer, _, y) =>
        {
            Look(node.Name, layer, y);
            return y;
        }).remove;
    }

    private void Look(string name, Module layer, Tensor y)
    {
        var group = Group(name);
        var seen = _seen[group] = _seen.GetValueOrDefault(group, new Seen());
        switch (layer)
        {
            case ResidualBlock { Projection: { } projection }:
                seen.Count(projection.weight!, y);
                break;
            case SegmentationHead head:
                seen.Count(head.Convolution.weight!, y);
                break;
            case Linear linear:
                seen.Count(linear.weight!, y);
                break;
            case HalvingMaxPool:
                Widen(3, 2, 1);
                break;

            // Their owners have just counted these, which need not be called as layers.
            case Conv2d _ when name.Contains("downsample", StringComparison.Ordinal) || group == "segmentation_head":
                break;
            case Conv2d conv:
                seen.Count(conv.weight!, y);
                Widen(conv.weight!.shape[^1], conv.stride![0], conv.dilation![0]);
                break;
        }

        if (name == group)
        {
            seen.Output = Shape(y);
            seen.Field = name.StartsWith("encoder.", StringComparison.Ordinal) ? _field : null;
        }
    }

    /// <summary>How far one position sees behind one layer more. Araujo et al. 2019, equation 2.</summary>
    private void Widen(long kernel, long stride, long dilation)
    {
        _field += (kernel - 1) * dilation * _step;
        _step *= stride;
    }

    private IEnumerable<(string Name, string Description, string[] Inputs)> Groups()
    {
        var (config, depth) = (model.Config, model.Config.Depth);
        string[] maps = ["image", "encoder.conv1", .. Enumerable.Range(1, depth - 1).Select(stage => $"encoder.layer{stage}")];
        yield return (maps[1], "7 x 7 convolution", [maps[0]]);
        foreach (var (stage, blocks) in ResNetVariant.Of(config.Encoder).Blocks.Index())
        {
            yield return ($"encoder.layer{stage + 1}", $"{(stage == 0 ? "max pooling, " : "")}{blocks} residual blocks", [maps[Math.Min(stage + 1, depth)]]);
        }

        (string Name, string Description, string[] Inputs)[] decoder = config.Architecture switch
        {
            Architecture.UNet => [.. Enumerable.Range(0, depth).Select(i => UNetStage(i, i == 0 ? maps[^1] : $"decoder.blocks.{i - 1}", maps[^(i + 2)]))],
            Architecture.PSPNet =>
            [
                ("decoder.psp", "pooled over 1, 2, 3, 6 cells a side", [maps[^1]]),
                ("decoder.conv", "1 x 1 convolution", ["decoder.psp"]),
            ],
            _ =>
            [
                ("decoder.aspp", $"atrous pyramid, rates {string.Join(", ", config.AtrousRates)}", [maps[^1]]),
                ("decoder.block1", "1 x 1 convolution", [maps[2]]),
                ("decoder.block2", "enlarge, join, convolution", ["decoder.aspp", "decoder.block1"]),
            ],
        };
        foreach (var group in decoder)
        {
            yield return group;
        }

        yield return ("segmentation_head", "convolution, to the image's size", [decoder[^1].Name]);
        if (config.Auxiliary is not null)
        {
            yield return ("classification_head", "pooling, linear", [maps[^1]]);
        }
    }

    // The finest map is the image itself, which is not joined.
    private static (string Name, string Description, string[] Inputs) UNetStage(int index, string from, string skip) => skip == "image"
        ? ($"decoder.blocks.{index}", "enlarge, 2 convolutions", [from])
        : ($"decoder.blocks.{index}", "enlarge, join, 2 convolutions", [from, skip]);

    /// <summary>The group that a layer or a parameter belongs to.</summary>
    private static string Group(string name)
    {
        var parts = name.Split('.');
        return parts switch
        {
            ["encoder", "bn1", ..] => "encoder.conv1",
            ["encoder", "maxpool"] => "encoder.layer1",
            ["decoder", "blocks", var index, ..] => $"decoder.blocks.{index}",
            ["encoder" or "decoder", var part, ..] => $"{parts[0]}.{part}",
            _ => parts[0],
        };
    }

    private static MapShape Shape(Tensor map) => map.ndim == 4 ? new(map.shape[1], map.shape[2], map.shape[3]) : new(map.shape[1], 1, 1);

    private sealed class Seen
    {
        public MapShape? Output { get; set; }

        public long MultiplyAdds { get; private set; }

        public long Activations { get; private set; }

        public long? Field { get; set; }

        /// <summary>Every weight is used once at every position.</summary>
        public void Count(Tensor weight, Tensor y)
        {
            MultiplyAdds += weight.numel() * (y.numel() / y.shape[1]);
            Activations += y.numel();
        }
    }
}
