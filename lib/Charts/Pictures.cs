using SegBook.Data;

namespace SegBook.Charts;

/// <summary>Pictures of labels, mistakes and numbers, and sheets of pictures. Sizes that do not fit, or no picture, are an <see cref="ArgumentException"/>.</summary>
public static class Pictures
{
    private const int Gap = 6;

    // Nine colours of the map "viridis", at equal steps, even to the colour-blind eye.
    private static readonly byte[] Viridis =
        [68, 1, 84, 71, 44, 122, 59, 81, 139, 44, 113, 142, 33, 144, 141, 39, 173, 129, 92, 200, 99, 170, 220, 50, 253, 231, 37];

    /// <summary>Pictures row by row, with captions above them; those of a row are scaled to the height of its first.</summary>
    public static Picture Grid(int columns, params (string Caption, Picture Picture)[] pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Length, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var rows = pictures.Chunk(columns).Select(row =>
            row.Select(item => (item.Caption, Picture: item.Picture.Resize(0, row[0].Picture.Height))).ToArray()).ToArray();
        int[] widths = [.. rows[0].Select((_, column) => rows.Where(row => column < row.Length).Max(row => row[column].Picture.Width + Gap))];
        int[] heads = [.. rows.Select(row => row.Any(item => item.Caption.Length > 0) ? Letters.Height + 2 : 0)];
        var sheet = Picture.Filled(widths.Sum() - Gap, rows.Sum(row => row[0].Picture.Height + Gap) + heads.Sum() - Gap);
        var top = 0;
        foreach (var (row, head) in rows.Zip(heads))
        {
            foreach (var (column, (caption, picture)) in row.Index())
            {
                var left = widths.Take(column).Sum();
                sheet.Write(caption, left, top, widths[column] - Gap);
                sheet.Place(picture, left, top + head);
            }

            top += head + row[0].Picture.Height + Gap;
        }

        return sheet;
    }

    /// <summary>Pictures under each other.</summary>
    public static Picture Stack(params Picture[] pictures) => Grid(1, [.. pictures.Select(picture => ("", picture))]);

    /// <summary>A picture that says something in words, with lines broken at <paramref name="width"/> pixels.</summary>
    public static Picture Note(string text, int width = 640)
    {
        var room = width - (2 * Gap);
        var lines = text.Split('\n').SelectMany(paragraph => ChartStyle.Lines(paragraph, line => line.Length * Letters.Width <= room)).ToList();
        var sheet = Picture.Filled(width, (lines.Count * Letters.Height) + (2 * Gap));
        foreach (var (i, line) in lines.Index())
        {
            sheet.Write(line, Gap, Gap + (i * Letters.Height), room);
        }

        return sheet;
    }

    /// <summary>Which colour is which class: a swatch and a name each.</summary>
    public static Picture Legend(LabelMap map, int columns = 4) => Swatches([.. map.Classes.Select(item => (item, item.Name))], columns);

    /// <summary>The legend of an <see cref="ErrorMap"/>: the classes that were missed, with their shares of the labelled pixels, the largest first.</summary>
    public static Picture ErrorLegend(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, LabelMap map, int columns = 4)
    {
        var (missed, labelled) = (new int[map.Count], 0);
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] != LabelMap.Ignore)
            {
                labelled++;
                missed[truth[i]] += truth[i] == predicted[i] ? 0 : 1;
            }
        }

        var shown = map.Classes.Index().Where(item => missed[item.Index] > 0).OrderByDescending(item => missed[item.Index])
            .Select(item => (item.Item, FormattableString.Invariant($"{item.Item.Name} {100.0 * missed[item.Index] / labelled:0.0} %"))).ToList();
        return shown.Count == 0 ? Note("No pixel is wrong.")
            : Stack(
                Note("Missed, in the colour of the true class, with its share of the labelled pixels; grey: right or not labelled", 960),
                Swatches(shown, columns));
    }

    private static Picture Swatches(IReadOnlyList<(LabelClass Class, string Text)> items, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var (swatch, room, height) = (14, items.Max(item => item.Text.Length) * Letters.Width, Letters.Height + 4);
        var width = swatch + (3 * Gap) + room;
        columns = Math.Min(columns, items.Count);
        var sheet = Picture.Filled(columns * width, (items.Count + columns - 1) / columns * height);
        foreach (var (i, (item, text)) in items.Index())
        {
            var (left, top) = (i % columns * width, i / columns * height);
            sheet.Place(Picture.Filled(swatch, swatch, 34, 34, 34), left, top + 1);
            sheet.Place(Picture.Filled(swatch - 2, swatch - 2, item.Red, item.Green, item.Blue), left + 1, top + 2);
            sheet.Write(text, left + swatch + Gap, top, room);
        }

        return sheet;
    }

    /// <summary>Labels (height x width, row by row) in their dataset's colours; ignored pixels are black.</summary>
    public static Picture Labels(int width, int height, ReadOnlySpan<byte> labels, LabelMap map) => new(width, height, map.Colorize(labels));

    /// <summary>A frame with its labels laid over it, each region with a border in its full colour; ignored pixels let the frame show through.</summary>
    public static Picture Overlay(Picture frame, ReadOnlySpan<byte> labels, LabelMap map, double alpha = 0.5)
    {
        CheckSize(frame, labels, nameof(labels));
        var (colours, rgb) = (map.Colorize(labels), frame.Rgb.ToArray());
        for (var i = 0; i < rgb.Length; i++)
        {
            if (labels[i / 3] != LabelMap.Ignore)
            {
                var share = IsBorder(labels, i / 3, frame.Width) ? 1 : alpha;
                rgb[i] = (byte)Math.Round((rgb[i] * (1 - share)) + (colours[i] * share));
            }
        }

        return new Picture(frame.Width, frame.Height, rgb);
    }

    /// <summary>What a model got wrong: the greyed frame, with wrong pixels in the colour of the class that was missed.</summary>
    public static Picture ErrorMap(Picture frame, ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, LabelMap map)
    {
        CheckSize(frame, truth, nameof(truth));
        CheckSize(frame, predicted, nameof(predicted));
        var rgb = map.Colorize(truth);
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == LabelMap.Ignore || truth[i] == predicted[i])
            {
                // Pale grey, so that the colours stand out against it.
                var pixel = frame.Rgb.Slice(3 * i, 3);
                rgb.AsSpan(3 * i, 3).Fill((byte)(140 + (((pixel[0] * 3) + (pixel[1] * 6) + pixel[2]) / 10 * 105 / 255)));
            }
        }

        return new Picture(frame.Width, frame.Height, rgb);
    }

    /// <summary>Numbers (height x width, row by row) as colours, from dark for low, or the smallest, to bright for high, or the largest; NaN is grey.</summary>
    public static Picture Heat(float[] values, int width, int height, float? low = null, float? high = null)
    {
        var problem = $"A map of {height} x {width} (height x width) has {width * height} numbers, not {values.Length}.";
        ChartStyle.Check(values.Length == width * height, problem, nameof(values));
        var known = values.Where(value => !float.IsNaN(value)).DefaultIfEmpty(0).ToArray();
        var (from, to) = (low ?? known.Min(), high ?? known.Max());
        var scale = to > from ? 8 / (to - from) : 0;
        var rgb = new byte[values.Length * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            // The place between the map's nine colours.
            var place = Math.Clamp((values[i / 3] - from) * scale, 0, 8);
            var at = (3 * (int)Math.Min(place, 7)) + (i % 3);
            rgb[i] = float.IsNaN(place) ? (byte)200 : (byte)Math.Round(Viridis[at] + ((Viridis[at + 3] - Viridis[at]) * (place - (at / 3))));
        }

        return new Picture(width, height, rgb);
    }

    /// <summary>Of a layer's channels, [C, H, W] or [1, C, H, W], those that vary most, each from its lowest to its highest value.</summary>
    public static Picture FeatureMap(Tensor activation, int tiles = 16, int columns = 8, int tileWidth = 96)
    {
        var fits = activation.dim() == 3 || (activation.dim() == 4 && activation.shape[0] == 1);
        ChartStyle.Check(fits, $"The tensor has the shape [{string.Join(", ", activation.shape)}]; [C, H, W] is needed.", nameof(activation));
        using var scope = NewDisposeScope();
        var maps = activation.detach().flatten(0, -3).to(ScalarType.Float32).cpu();
        var (height, width) = ((int)maps.shape[1], (int)maps.shape[2]);
        var chosen = maps.var([1, 2], unbiased: false).topk((int)Math.Min(tiles, maps.shape[0])).indexes.data<long>().Order();
        return Grid(columns, [.. chosen.Select(channel =>
            ($"{channel}", Heat(maps[channel].contiguous().data<float>().ToArray(), width, height).Resize(tileWidth, 0, smooth: tileWidth < width)))]);
    }

    private static bool IsBorder(ReadOnlySpan<byte> labels, int i, int width) =>
        ((i + 1) % width != 0 && labels[i + 1] != labels[i]) || (i + width < labels.Length && labels[i + width] != labels[i]);

    private static void CheckSize(Picture frame, ReadOnlySpan<byte> labels, string name) => ChartStyle.Check(
        labels.Length == frame.Width * frame.Height,
        $"The frame has {frame.Height} x {frame.Width} (height x width) pixels, the labels have {labels.Length}.", name);
}
