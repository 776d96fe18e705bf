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

/// <summary>Follows a map's shape through layers without computing them, and counts the multiply-adds and the outputs of convolutions and linear layers.</summary>
internal sealed class ShapeTrace
{
    /// <summary>Multiply-adds so far.</summary>
    public long MultiplyAdds { get; private set; }

    /// <summary>Values put out so far.</summary>
    public long Activations { get; private set; }

    /// <summary>The shape behind a layer.</summary>
    public MapShape Through(Module layer, MapShape x) => layer switch
    {
        Conv2d conv => Convolution(conv, x),
        Linear linear => Count(linear.weight!.numel(), new MapShape(linear.weight.shape[0], 1, 1)),
        ResidualBlock block => Residual(block, x),
        AtrousPyramid pyramid => Atrous(pyramid, x),
        PyramidPooling pyramid => Pool(pyramid, x),
        SpatialAndChannelExcitation excitation => Excite(excitation, x),
        HalvingMaxPool => x with { Height = ((x.Height - 1) / 2) + 1, Width = ((x.Width - 1) / 2) + 1 },
        AdaptiveAvgPool2d _ or AdaptiveMaxPool2d _ => x with { Height = 1, Width = 1 },
        Sequential _ or Attention => Children(layer).Aggregate(x, (shape, child) => Through(child, shape)),
        _ => x,
    };

    private static IEnumerable<Module> Children(Module module) => module.named_children().Select(child => child.module);

    private MapShape Convolution(Conv2d conv, MapShape x)
    {
        var size = conv.weight!.shape;
        var y = new MapShape(size[0], Out(x.Height, 0), Out(x.Width, 1));
        return Count(conv.weight.numel(), y);

        long Out(long length, int side) => ((length + (2 * Side(conv.padding!, side)) - (Side(conv.dilation!, side) * (size[2 + side] - 1)) - 1) / Side(conv.stride!, side)) + 1;
        static long Side(long[] numbers, int side) => numbers[numbers.Length == 1 ? 0 : side];
    }

    /// <summary>Every weight is used once at every position.</summary>
    private MapShape Count(long weights, MapShape y)
    {
        MultiplyAdds += weights * y.Height * y.Width;
        Activations += y.Channels * y.Height * y.Width;
        return y;
    }

    /// <summary>The way around a block is counted, but the shape follows the blocks' own layers.</summary>
    private MapShape Residual(ResidualBlock block, MapShape x)
    {
        var y = x;
        foreach (var (name, child) in block.named_children())
        {
            if (name == "downsample")
            {
                Through(child, x);
            }
            else
            {
                y = Through(child, y);
            }
        }

        return y;
    }

    private MapShape Atrous(AtrousPyramid pyramid, MapShape x)
    {
        var channels = pyramid.Branches.Sum(branch => Through(branch, x).Channels);
        return Through(pyramid.Projection, x with { Channels = channels });
    }

    private MapShape Pool(PyramidPooling pyramid, MapShape x)
    {
        foreach (var level in pyramid.Levels)
        {
            foreach (var layer in Children(level.Pool).Skip(1))
            {
                Through(layer, x with { Height = level.Grid, Width = level.Grid });
            }
        }

        return x with { Channels = pyramid.OutChannels };
    }

    private MapShape Excite(SpatialAndChannelExcitation excitation, MapShape x)
    {
        foreach (var branch in Children(excitation))
        {
            Through(branch, x);
        }

        return x;
    }
}
