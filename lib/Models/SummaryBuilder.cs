using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Goes through a network in the order of computation and makes a row of each group.</summary>
internal sealed class SummaryBuilder(SegmentationModel model, MapShape input)
{
    private const string Image = "image";
    private readonly List<SummaryRow> _rows = [];

    public IReadOnlyList<SummaryRow> Rows()
    {
        var (maps, names) = Encoder(model.Encoder);
        var (decoded, from) = model.Decoder switch
        {
            UNetDecoder decoder => UNet(decoder, maps, names),
            PSPDecoder decoder => PSPNet(decoder, maps[^1], names[^1]),
            DeepLabV3PlusDecoder decoder => DeepLab(decoder, maps, names),
            _ => throw new InvalidOperationException($"A {model.Decoder.GetType().Name} cannot be summarised."),
        };
        Head(decoded, from);
        if (model.named_children().FirstOrDefault(child => child.name == "classification_head").module is { } labels)
        {
            Add("classification_head", "pooling, linear", [names[^1]], labels, trace => trace.Through(labels, maps[^1]));
        }

        return _rows;
    }

    private (List<MapShape> Maps, List<string> Names) Encoder(ResNetEncoder encoder)
    {
        var children = encoder.named_children().ToDictionary(child => child.name, child => child.module);
        List<MapShape> maps = [input];
        List<string> names = [Image];
        var view = new ReceptiveField();
        Stage("encoder.conv1", "7 x 7 convolution", [children["conv1"], children["bn1"]], used: true);
        for (var stage = 1; stage <= 4; stage++)
        {
            var layers = children[$"layer{stage}"];
            var description = $"{(stage == 1 ? "max pooling, " : "")}{layers.children().Count()} residual blocks";
            Stage($"encoder.layer{stage}", description, stage == 1 ? [children["maxpool"], layers] : [layers], used: stage < encoder.Depth);
        }

        return (maps, names);

        void Stage(string name, string description, Module[] layers, bool used)
        {
            if (!used)
            {
                _rows.Add(new SummaryRow(name, description, null, Parameters(layers), 0, 0, null, null, []));
                return;
            }

            Array.ForEach(layers, view.Through);
            maps.Add(Add(name, description, [names[^1]], layers, trace => layers.Aggregate(maps[^1], (shape, layer) => trace.Through(layer, shape)), view.Pixels));
            names.Add(name);
        }
    }

    private (MapShape Map, string Name) UNet(UNetDecoder decoder, List<MapShape> maps, List<string> names)
    {
        var (x, from) = (maps[^1], names[^1]);
        for (var i = 0; i < decoder.Blocks.Count; i++)
        {
            var block = decoder.Blocks[i];
            var last = i == decoder.Blocks.Count - 1;
            var skip = maps[^(i + 2)];
            var joined = skip with { Channels = x.Channels + (last ? 0 : skip.Channels) };
            var name = $"decoder.blocks.{i}";
            string[] inputs = last ? [from] : [from, names[^(i + 2)]];
            x = Add(name, last ? "enlarge, 2 convolutions" : "enlarge, join, 2 convolutions", inputs, [block], trace =>
            {
                // Attention comes before the first convolution, but does not change the shape.
                var layers = block.named_children().Where(child => child.name != "doubled").OrderBy(child => child.name == "attention1" ? 0 : 1);
                return layers.Aggregate(joined, (shape, child) => trace.Through(child.module, shape));
            });
            from = name;
        }

        return (x, from);
    }

    private (MapShape Map, string Name) PSPNet(PSPDecoder decoder, MapShape x, string from)
    {
        x = Add("decoder.psp", "pooled over 1, 2, 3, 6 cells a side", [from], [decoder.Pyramid], trace => trace.Through(decoder.Pyramid, x));
        x = Add("decoder.conv", "1 x 1 convolution", ["decoder.psp"], [decoder.Fusion], trace => trace.Through(decoder.Fusion, x));
        return (x, "decoder.conv");
    }

    private (MapShape Map, string Name) DeepLab(DeepLabV3PlusDecoder decoder, List<MapShape> maps, List<string> names)
    {
        var rates = string.Join(", ", model.Config.AtrousRates);
        var context = Add("decoder.aspp", $"atrous pyramid, rates {rates}", [names[^1]], [decoder.Context], trace => trace.Through(decoder.Context, maps[^1]));
        var skip = Add("decoder.block1", "1 x 1 convolution", [names[2]], [decoder.Skip], trace => trace.Through(decoder.Skip, maps[2]));
        var joined = skip with { Channels = skip.Channels + context.Channels };
        var x = Add("decoder.block2", "enlarge, join, convolution", ["decoder.aspp", "decoder.block1"], [decoder.Fusion], trace => trace.Through(decoder.Fusion, joined));
        return (x, "decoder.block2");
    }

    private void Head(MapShape x, string from)
    {
        var head = model.Head;
        Add("segmentation_head", "convolution, to the image's size", [from], [head], trace =>
        {
            var y = trace.Through(head.Convolution, x);
            return model.Config is { Upsampling: { } factor, Architecture: not Architecture.UNet }
                ? y with { Height = y.Height * factor, Width = y.Width * factor }
                : y with { Height = input.Height, Width = input.Width };
        });
    }

    private MapShape Add(string name, string description, string[] inputs, Module layers, Func<ShapeTrace, MapShape> trace) => Add(name, description, inputs, [layers], trace);

    private MapShape Add(string name, string description, string[] inputs, Module[] layers, Func<ShapeTrace, MapShape> follow, long? field = null)
    {
        var trace = new ShapeTrace();
        var output = follow(trace);
        _rows.Add(new SummaryRow(name, description, output, Parameters(layers), trace.MultiplyAdds, trace.Activations, (double)input.Height / output.Height, field, inputs));
        return output;
    }

    private static long Parameters(IEnumerable<Module> layers) => layers.Sum(layer => layer.parameters().Sum(parameter => parameter.numel()));

    /// <summary>How far one position sees, layer by layer. Araujo et al. 2019, equation 2.</summary>
    private sealed class ReceptiveField
    {
        private long _step = 1;

        public long Pixels { get; private set; } = 1;

        public void Through(Module root)
        {
            foreach (var (_, module) in root.Tree().Where(node => !node.Name.Contains("downsample", StringComparison.Ordinal)))
            {
                if (module is Conv2d conv)
                {
                    Widen(conv.weight!.shape[^1], conv.stride![0], conv.dilation![0]);
                }
                else if (module is HalvingMaxPool)
                {
                    Widen(3, 2, 1);
                }
            }
        }

        private void Widen(long kernel, long stride, long dilation)
        {
            Pixels += (kernel - 1) * dilation * _step;
            _step *= stride;
        }
    }
}
