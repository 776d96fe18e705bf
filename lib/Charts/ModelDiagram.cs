using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Models;

namespace SegBook.Charts;

/// <summary>A picture of an encoder-decoder network, drawn from its numbers.</summary>
public static class ModelDiagram
{
    private static readonly double[] Missing = [double.NaN];

    private static readonly Dictionary<BlockKind, string> Colours = new()
    {
        [BlockKind.Picture] = "#BBBBBB", [BlockKind.Encoder] = "#56B4E9", [BlockKind.Middle] = "#CC79A7", [BlockKind.Decoder] = "#E69F00", [BlockKind.Head] = "#009E73",
    };

    /// <summary>The diagram of a network, made from its summary.</summary>
    /// <param name="title">What the diagram shows, as a sentence.</param>
    /// <param name="summary">The network's groups of layers, for pictures of a size.</param>
    public static Figure Of(string title, ModelSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var (blocks, edges) = SummaryBlocks.Of(summary);
        return Of(title, blocks, edges);
    }

    /// <summary>Blocks from left to right, the coarser the lower: a block's height stands for its resolution, its width for its channels; arrows show where features go.</summary>
    /// <param name="title">What the diagram shows, as a sentence.</param>
    /// <param name="blocks">The blocks in the order in which they are computed.</param>
    /// <param name="edges">The ways between them.</param>
    /// <exception cref="ArgumentException">There is no block, two have the same name, or an edge names one that is not there.</exception>
    public static Figure Of(string title, IReadOnlyList<DiagramBlock> blocks, IReadOnlyList<DiagramEdge> edges)
    {
        ArgumentOutOfRangeException.ThrowIfZero(blocks.Count, nameof(blocks));
        var names = blocks.Select(block => block.Name).ToHashSet();
        if (names.Count != blocks.Count || edges.FirstOrDefault(edge => !names.Contains(edge.From) || !names.Contains(edge.To)) is { } lost)
        {
            throw new ArgumentException("Every block needs a name of its own, and every edge two blocks that are there.", nameof(blocks));
        }

        var data = new FigureData("block", "kind", "channels", "height", "width", "stride", "sees px", "goes to");
        foreach (var block in blocks)
        {
            var targets = edges.Where(edge => edge.From == block.Name).Select(edge => edge.Skip ? $"{edge.To} (skip)" : edge.To);
            data.Add(block.Name, block.Kind.ToString().ToLowerInvariant(), block.Channels, block.Height, block.Width, block.Stride, block.Sees, string.Join(", ", targets));
        }

        var levels = blocks.Select(block => block.Stride).Distinct().Count();
        return new Figure(title, data, () => Draw(DiagramLayout.Of(blocks), edges), height: 34 + (levels * 17));
    }

    private static GenericChart Draw(IReadOnlyList<PlacedBlock> blocks, IReadOnlyList<DiagramEdge> edges)
    {
        var places = blocks.ToDictionary(block => block.Block.Name);
        var across = Axis.Numbers("", ("range", new[] { -0.7, blocks.Max(block => block.X) + 0.7 }), ("visible", false));
        var words = blocks.Any(block => block.Block.Sees is not null) ? "ch: channels; RF: side of the receptive field in pixels of the image" : "ch: channels";
        var key = Axis.Note(words, 1, 0, ("xref", "x domain"), ("yref", "y domain"), ("xanchor", "right"), ("yanchor", "bottom"), ("font", ChartStyle.Font(0.85)));
        var notes = edges.Select(edge => Arrow(places[edge.From], places[edge.To], edge.Skip)).Concat(blocks.SelectMany(place => Labels(place, blocks.Count > 10 ? 0.75 : 0.85))).Append(key);
        var kinds = blocks.Select(block => block.Block.Kind).Distinct().Where(kind => kind != BlockKind.Picture).Select(Key);
        return new Panel([.. kinds], across, Levels(blocks)).ToChart().WithLayout(("shapes", blocks.Select(Box).ToArray()), ("annotations", notes.ToArray()));
    }

    private static Shape Box(PlacedBlock place) => new Shape().With(
        ("type", "rect"), ("x0", place.X - place.HalfWidth), ("x1", place.X + place.HalfWidth), ("y0", place.Y - place.HalfHeight), ("y1", place.Y + place.HalfHeight),
        ("fillcolor", Colours[place.Block.Kind]), ("line", new { color = ChartStyle.Ink, width = 1 }));

    // The legend's word for a colour.
    private static Trace Key(BlockKind kind) => Series.Dots(kind == BlockKind.Middle ? "context" : kind.ToString().ToLowerInvariant(), Missing, Missing, 0).With(
        ("marker", new { color = Colours[kind], symbol = "square", size = 10 }));

    private static IEnumerable<Annotation> Labels(PlacedBlock place, double scale)
    {
        var block = place.Block;
        yield return Words(place.X, place.Y + place.HalfHeight, ChartStyle.Text(block.Name), "bottom", scale);
        var below = FormattableString.Invariant($"{block.Channels} ch{(block.Sees is { } sees ? $"<br>RF {sees}" : "")}");
        yield return Words(place.X, place.Y - place.HalfHeight, below, "top", scale);
    }

    // On white, so that an arrow passes behind the words.
    private static Annotation Words(double x, double y, string text, string anchor, double scale) => Axis.Note("", x, y,
        ("text", text), ("font", ChartStyle.Font(scale)), ("yanchor", anchor), ("yshift", anchor == "top" ? -2 : 2), ("bgcolor", "rgba(255,255,255,0.8)"), ("borderpad", 0));

    // An annotation without text is an arrow; it is the only one that plotly.js draws between two points of the axes.
    private static Annotation Arrow(PlacedBlock from, PlacedBlock to, bool skip)
    {
        var forward = to.X > from.X ? 1 : -1;
        var down = Math.Abs(to.X - from.X) < 0.01;
        return Axis.Note("", down ? to.X : to.X - (forward * to.HalfWidth), down ? to.Y + to.HalfHeight : to.Y,
            ("ax", down ? from.X : from.X + (forward * from.HalfWidth)), ("ay", down ? from.Y - from.HalfHeight : from.Y), ("axref", "x"), ("ayref", "y"),
            ("showarrow", true), ("arrowhead", 2), ("arrowsize", 1.1), ("arrowcolor", skip ? "#888888" : ChartStyle.Ink), ("arrowwidth", skip ? 0.9 : 1.3));
    }

    // The strides and sizes, written beside the levels.
    private static LinearAxis Levels(IReadOnlyList<PlacedBlock> blocks)
    {
        PlacedBlock[] levels = [.. blocks.DistinctBy(block => block.Y)];
        return Axis.Numbers("", ("range", new[] { blocks.Min(block => block.Y) - 0.9, blocks.Max(block => block.Y) + 0.55 }), ("showgrid", false), ("showline", false), ("ticks", ""),
            ("tickvals", levels.Select(level => level.Y).ToArray()),
            ("ticktext", levels.Select(level => (level.Block.Stride == 1 ? "full size" : $"1/{level.Block.Stride}") + $"<br>{level.Block.Height} \u00d7 {level.Block.Width}").ToArray()));
    }
}
