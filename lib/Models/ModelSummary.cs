using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Size of one image's feature map.</summary>
public readonly record struct MapShape(long Channels, long Height, long Width)
{
    /// <summary>As written: <c>64 x 90 x 120</c>.</summary>
    public override string ToString() => $"{Channels} x {Height} x {Width}";
}

/// <summary>A group of layers in a <see cref="ModelSummary"/>, and a node of the network's diagram.</summary>
/// <param name="Name">Its name in the parameters' keys, such as <c>encoder.layer1</c>.</param>
/// <param name="Output">The map that it hands on, for one image; null if it is there but not used.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="MultiplyAdds">Multiplications with addition for one image, in convolutions.</param>
/// <param name="Activations">Values that those layers put out for one image: memory and time follow them more closely. Radosavovic et al. 2020, section 3.</param>
/// <param name="OutputStride">How many of the image's pixels lie between two of the map's.</param>
/// <param name="ReceptiveField">Side of the square of pixels that one position of the map can see; known for the encoder's stages.</param>
/// <param name="Inputs">Names of the groups whose maps it takes; <c>image</c> is the input.</param>
public sealed record SummaryRow(
    string Name, MapShape? Output, long Parameters, long MultiplyAdds, long Activations,
    double? OutputStride, long? ReceptiveField, IReadOnlyList<string> Inputs);

/// <summary>A network group by group, in the order of computation: shapes, sizes and work for one image of a given size.</summary>
public sealed record ModelSummary(string Title, MapShape Input, IReadOnlyList<SummaryRow> Rows) : TableRecord
{
    /// <summary>Parameters of the whole network.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>Multiply-adds of the whole network for one image.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>Activations of the whole network for one image.</summary>
    public long Activations => Rows.Sum(row => row.Activations);

    /// <summary>Summarises a network by one prediction for an empty image of a size.</summary>
    /// <exception cref="SegBookException">The size is not at least 1 x 1.</exception>
    public static ModelSummary Of(SegmentationModel model, int height, int width)
    {
        Require(height >= 1 && width >= 1, $"The image to summarise for is {height} x {width}; it has to be at least 1 x 1.");
        var input = new MapShape(3, height, width);
        return new ModelSummary($"{model}; one image of {height} x {width}", input, [.. new SummaryPass(model, input).Rows()]);
    }

    /// <summary>About what a training step needs, and which batches fit into the memory that is free (a GPU's cannot be asked for).</summary>
    /// <remarks>Weights, their gradients and AdamW's two means, 4 bytes each; of every convolution its output and that normalised, 2 bytes each where
    /// it is Mixed, else 4; of the head logits, probabilities and gradient in float32. A rule of thumb: what libtorch needs for its own work comes on top.</remarks>
    public TextTable Memory(Precision precision, params IReadOnlyList<int> batches)
    {
        var (head, bytes) = (Rows[^1].Activations, precision == Precision.Mixed ? 2 : 4);
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        var table = new TextTable($"Memory of a training step at {Input.Height} x {Input.Width}, {precision}", "batch", "about, MB", $"of {free / 1e6:0} MB free here");
        return table.AddAll(batches, batch =>
        {
            var needed = (16.0 * Parameters) + (batch * ((2.0 * bytes * (Activations - head)) + (12.0 * head)));
            return [$"{batch}", $"{needed / 1e6:0}", needed < 0.8 * free ? "fits" : needed < free ? "barely" : "does not fit"];
        });
    }

    /// <inheritdoc/>
    public override TextTable ToTable()
    {
        var table = new TextTable(Title, "layers", "output", "parameters", "multiply-adds", "activations", "stride", "receptive field");
        foreach (var row in Rows)
        {
            var stride = row.OutputStride?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
            var field = row.ReceptiveField is { } pixels ? $"{pixels} px" : "";
            var map = row.Output?.ToString() ?? "not used";
            table.Add(row.Name, map, Number(row.Parameters), Millions(row.MultiplyAdds), Millions(row.Activations), stride, field);
        }

        return table.Add("together", "", Number(Parameters), Millions(MultiplyAdds), Millions(Activations), "", "");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long number) => number == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N1} M");
}

/// <summary>A prediction for an empty image, and what was seen of it at every layer.</summary>
internal sealed class SummaryPass(SegmentationModel model, MapShape input)
{
    private readonly Dictionary<string, SummaryRow> _seen = [];
    private long _step = 1;
    private long _field = 1;

    public IEnumerable<SummaryRow> Rows()
    {
        Run();
        var parameters = model.State().Where(entry => entry.IsParameter).ToLookup(entry => Group(entry.Name), entry => entry.Tensor.numel());
        foreach (var (name, inputs) in Groups())
        {
            var row = Seen(name) with { Parameters = parameters[name].Sum() };
            yield return row.Output is { } output ? row with { OutputStride = (double)input.Height / output.Height, Inputs = inputs } : row;
        }
    }

    private void Run()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (first, wasTraining) = (model.parameters().First(), model.training);
        var hooks = model.Tree().Where(node => node.Module is Module<Tensor, Tensor> and not SegmentationModel)
            .Select(node => ((Module<Tensor, Tensor>)node.Module).register_forward_hook((layer, _, y) => Look(node.Name, layer, y))).ToList();
        try
        {
            model.eval();
            var image = zeros([1, input.Channels, input.Height, input.Width], first.dtype, first.device);
            var logits = model.call(image);
            _seen["segmentation_head"] = Seen("segmentation_head") with { Output = Shape(logits) };
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
            model.train(wasTraining);
        }
    }

    private Tensor Look(string name, Module layer, Tensor y)
    {
        var group = Group(name);
        var isOfOwner = name.Contains("downsample", StringComparison.Ordinal) || group == "segmentation_head";
        var weight = layer switch
        {
            ResidualBlock block => block.Projection?.Weight,
            SegmentationHead head => head.Convolution.Weight,

            // These are counted with their owners, who need not call them as layers.
            Convolution2d conv when !isOfOwner => conv.Weight,
            _ => null,
        };
        var row = Seen(group);
        if (weight is not null)
        {
            // Every weight is used once at every position.
            row = row with { MultiplyAdds = row.MultiplyAdds + (weight.numel() * (y.numel() / y.shape[1])), Activations = row.Activations + y.numel() };
        }

        if (layer is MaxPool2d)
        {
            Widen(3, 2, 1);
        }
        else if (layer is Convolution2d conv && !isOfOwner)
        {
            Widen(conv.Kernel, conv.Stride, conv.Dilation);
        }

        var isEncoder = name.StartsWith("encoder.", StringComparison.Ordinal);
        _seen[group] = name == group ? row with { Output = Shape(y), ReceptiveField = isEncoder ? _field : null } : row;
        return y;
    }

    private SummaryRow Seen(string group) => _seen.GetValueOrDefault(group) ?? new SummaryRow(group, null, 0, 0, 0, null, null, []);

    /// <summary>How far one position sees behind one layer more. Araujo et al. 2019, equation 2.</summary>
    private void Widen(long kernel, long stride, long dilation)
    {
        _field += (kernel - 1) * dilation * _step;
        _step *= stride;
    }

    private IEnumerable<(string Name, string[] Inputs)> Groups()
    {
        string[] maps = ["image", "encoder.conv1", .. Enumerable.Range(1, 4).Select(stage => $"encoder.layer{stage}")];
        var last = model.Config.Depth;
        (string, string[])[] decoder = model.Config.Architecture switch
        {
            // The finest map is the image itself, which is not joined.
            Architecture.UNet => [.. Enumerable.Range(0, last).Select(i => (Block(i), Joined(i).Except(["image"]).ToArray()))],
            Architecture.PSPNet => [("decoder.psp", [maps[last]]), ("decoder.conv", ["decoder.psp"])],
            _ => [("decoder.aspp", [maps[last]]), ("decoder.block1", [maps[2]]), ("decoder.block2", ["decoder.aspp", "decoder.block1"])],
        };
        return
        [
            .. maps.Skip(1).Zip(maps, (map, before) => (map, new[] { before })),
            .. decoder,
            ("segmentation_head", [decoder[^1].Item1]),
        ];

        static string Block(int index) => $"decoder.blocks.{index}";

        string[] Joined(int index) => [index == 0 ? maps[last] : Block(index - 1), .. model.Config.SkipConnections == false ? [] : new[] { maps[last - 1 - index] }];
    }

    private static string Group(string name) => name.Split('.') switch
    {
        ["encoder", "bn1", ..] => "encoder.conv1",
        ["encoder", "maxpool"] => "encoder.layer1",
        ["decoder", "blocks", var index, ..] => $"decoder.blocks.{index}",
        [("encoder" or "decoder") and var side, var part, ..] => $"{side}.{part}",
        var parts => parts[0],
    };

    private static MapShape Shape(Tensor map) => new(map.shape[1], map.shape[2], map.shape[3]);
}
