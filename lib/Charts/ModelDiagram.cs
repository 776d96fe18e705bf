using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Models;

namespace SegBook.Charts;

/// <summary>A picture of an encoder-decoder network, drawn from its summary.</summary>
public static class ModelDiagram
{
    // Of different brightness, so that they are told apart in grey.
    private static readonly Dictionary<string, string> Colours = new()
    {
        ["image"] = "#FFFFFF", ["encoder"] = "#BFE2F7", ["context"] = "#8F4470", ["decoder"] = "#E69F00", ["head"] = "#00452F",
    };

    /// <summary>Groups of layers from left to right, the coarser the lower, the wider the more channels; arrows show where features go.</summary>
    public static Figure Of(ModelSummary summary, string? title = null) => Of(title ?? summary.Title, Blocks(summary));

    internal static Figure Of(string title, IReadOnlyList<DiagramBlock> blocks)
    {
        var data = new TextTable(title, "block", "kind", "channels", "height", "width", "stride", "receptive field px", "takes").AddAll(blocks, block =>
        [
            block.Name, block.Kind, block.Output.Channels, block.Output.Height, block.Output.Width, block.Stride, block.Sees,
            string.Join(", ", block.Inputs.Select(input => input.Skip ? $"{input.From} (skip)" : input.From)),
        ]);
        int[] strides = [.. blocks.Select(block => block.Stride).Distinct().Order()];
        return new Figure(data, () => Draw(blocks, strides), height: 34 + (strides.Length * 17));
    }

    /// <summary>The image and the groups of layers that take part; what the encoder hands on past the next block, but for its last stage, is a skip.</summary>
    internal static IReadOnlyList<DiagramBlock> Blocks(ModelSummary summary)
    {
        SummaryRow[] rows = [.. summary.Rows.Where(row => row.Output is not null)];
        var deepest = rows.Last(row => Kind(row.Name) == "encoder").Name;
        return
        [
            new("image", "image", summary.Input, 1, null, []),
            .. rows.Select((row, i) => new DiagramBlock(
                Short(row.Name), Kind(row.Name), row.Output!.Value, Stride(row.Output.Value), row.ReceptiveField,
                [.. row.Inputs.Select(from => (Short(from), from != (i == 0 ? "image" : rows[i - 1].Name) && Kind(from) == "encoder" && from != deepest))])),
        ];

        // Sides that are no multiple of the stride are rounded up, so that the quotient is a little below it.
        int Stride(MapShape map) => 1 << (int)Math.Round(Math.Log2((double)summary.Input.Height / map.Height));
    }

    private static string Short(string name) =>
        name.Replace("segmentation_", "").Replace("encoder.", "").Replace("decoder.blocks.", "up ").Replace("decoder.", "").Replace('_', ' ');

    private static string Kind(string name) => name switch
    {
        "image" => "image",
        "decoder.psp" or "decoder.aspp" => "context",
        _ when name.StartsWith("encoder", StringComparison.Ordinal) => "encoder",
        _ when name.StartsWith("decoder", StringComparison.Ordinal) => "decoder",
        _ => "head",
    };

    private static GenericChart Draw(IReadOnlyList<DiagramBlock> blocks, int[] strides)
    {
        var most = Math.Log2(1 + blocks.Max(block => block.Output.Channels));
        var places = blocks.Select((block, x) => Place(block, x, Array.IndexOf(strides, block.Stride))).ToDictionary(place => place.Block.Name);
        var words = "ch: channels" + (blocks.Any(block => block.Sees is not null) ? "; RF: side of the receptive field in pixels of the image" : "");
        Annotation[] notes =
        [
            .. blocks.SelectMany(block => block.Inputs.Select(input => Arrow(places[input.From], places[block.Name], input.Skip))),
            .. places.Values.SelectMany(place => Labels(place, place.Block.Inputs.Any(input => places[input.From].Y < place.Y), blocks.Count > 10)),
            Note(words, 1, 0, ("xref", "x domain"), ("yref", "y domain"), ("xanchor", "right"), ("yanchor", "bottom"), ("font", ChartStyle.Font(0.85, "#555555"))),
        ];
        var up = Axis.Numbers("", ("range", new[] { 0.1 - strides.Length, 0.68 }), ("showgrid", false), ("showline", false), ("ticks", ""),
            ("tickvals", strides.Select((_, level) => -level).ToArray()),
            ("ticktext", strides.Select(stride => blocks.First(block => block.Stride == stride)).Select(block =>
                $"{(block.Stride == 1 ? "full size" : $"1/{block.Stride}")}<br>{block.Output.Height} \u00d7 {block.Output.Width}").ToArray()));
        var kinds = Colours.Keys.Where(kind => kind != "image" && blocks.Any(block => block.Kind == kind))
            .Select(kind => Series.Dots(kind, new[] { double.NaN }, new[] { double.NaN }, 0, 10, "square", Colours[kind]));
        return new Panel([.. kinds], Axis.Numbers("", ("range", new[] { -0.7, blocks.Count - 0.3 }), ("visible", false)), up).ToChart()
            .WithLayout(("shapes", places.Values.Select(Box).ToArray()), ("annotations", notes));

        // Width grows with the logarithm of the channels, height falls by a step with each level.
        BlockPlace Place(DiagramBlock block, int x, int level) =>
            new(block, x, -level, 0.1 + (0.24 * Math.Log2(1 + block.Output.Channels) / most), 0.12 + (0.14 * (1 - ((double)level / strides.Length))));
    }

    private static Shape Box(BlockPlace place) => new Shape().With(
        ("type", "rect"), ("x0", place.X - place.HalfWidth), ("x1", place.X + place.HalfWidth),
        ("y0", place.Y - place.HalfHeight), ("y1", place.Y + place.HalfHeight),
        ("fillcolor", Colours[place.Block.Kind]), ("line", new { color = ChartStyle.Ink, width = 1 }));

    // All words stand above a block that an arrow reaches from below: none goes through them.
    private static Annotation[] Labels(BlockPlace place, bool fromBelow, bool crowded)
    {
        var (name, size) = (ChartStyle.Text(place.Block.Name), $"{place.Block.Output.Channels} ch" + (place.Block.Sees is { } sees ? $"<br>RF {sees}" : ""));
        var font = ("font", ChartStyle.Font(crowded ? 0.75 : 0.85));
        return
        [
            Note(fromBelow ? $"{name}<br>{size}" : name, place.X, place.Y + place.HalfHeight, ("yanchor", "bottom"), ("yshift", 2), font),
            .. fromBelow ? [] : new[]
            {
                Note(size, place.X + (crowded ? place.HalfWidth : 0), place.Y - place.HalfHeight,
                    ("xanchor", crowded ? "right" : "center"), ("yanchor", "top"), ("yshift", -2), font),
            },
        ];
    }

    // An annotation without text is an arrow; it is the only one that plotly.js draws between two points of the axes.
    private static Annotation Arrow(BlockPlace from, BlockPlace to, bool skip) => Note(
        "", to.X - to.HalfWidth, to.Y, ("ax", from.X + from.HalfWidth), ("ay", from.Y), ("axref", "x"), ("ayref", "y"), ("showarrow", true), ("arrowhead", 2),
        ("arrowsize", 1.1), ("arrowcolor", skip ? "#888888" : ChartStyle.Ink), ("arrowwidth", skip ? 0.9 : 1.3));

    private static Annotation Note(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        new Annotation().With(("text", text), ("showarrow", false), ("x", x), ("y", y), ("xref", "x"), ("yref", "y")).With(attributes);

    // Where a block goes: its centre and half its size.
    private sealed record BlockPlace(DiagramBlock Block, double X, double Y, double HalfWidth, double HalfHeight);
}

/// <summary>A block of a diagram: what a group of layers puts out, the side of the square of pixels that it sees, and the blocks it takes from.</summary>
internal sealed record DiagramBlock(string Name, string Kind, MapShape Output, int Stride, long? Sees, IReadOnlyList<(string From, bool Skip)> Inputs);
