using SegBook.Models;

namespace SegBook.Charts;

/// <summary>A network's summary as the blocks and edges of a diagram.</summary>
internal static class SummaryBlocks
{
    public static (IReadOnlyList<DiagramBlock> Blocks, IReadOnlyList<DiagramEdge> Edges) Of(ModelSummary summary)
    {
        SummaryRow[] rows = [.. summary.Rows.Where(row => row.Output is not null)];
        var input = summary.Input;
        var blocks = new List<DiagramBlock> { new("image", BlockKind.Picture, input.Channels, 1, input.Height, input.Width) };
        var edges = new List<DiagramEdge>();
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, map) = (rows[i], rows[i].Output!.Value);
            blocks.Add(new DiagramBlock(Short(row.Name), Kind(row.Name), map.Channels, PowerOfTwo((double)input.Height / map.Height), map.Height, map.Width, row.ReceptiveField));
            foreach (var from in row.Inputs)
            {
                // Features of the encoder that do not come from the block before go past those between.
                var before = i == 0 ? "image" : rows[i - 1].Name;
                edges.Add(new DiagramEdge(Short(from), Short(row.Name), Skip: from != before && Kind(from) == BlockKind.Encoder && from != rows.Last(other => Kind(other.Name) == BlockKind.Encoder).Name));
            }
        }

        return (blocks, edges);
    }

    private static string Short(string name) => name switch
    {
        "segmentation_head" => "head",
        _ => name.Replace("encoder.", "", StringComparison.Ordinal).Replace("decoder.blocks.", "up ", StringComparison.Ordinal)
            .Replace("decoder.", "", StringComparison.Ordinal).Replace('_', ' '),
    };

    private static BlockKind Kind(string name) =>
        name == "image" ? BlockKind.Picture
        : name.StartsWith("encoder", StringComparison.Ordinal) ? BlockKind.Encoder
        : name is "decoder.psp" or "decoder.aspp" ? BlockKind.Middle
        : name.StartsWith("decoder", StringComparison.Ordinal) ? BlockKind.Decoder
        : BlockKind.Head;

    // Sides that are no multiple of the stride are rounded up, so that the quotient is a little below it.
    private static int PowerOfTwo(double stride) => 1 << (int)Math.Round(Math.Log2(stride));
}
