using SegBook.Data;
using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>Pictures of labels, mistakes and numbers, and pictures put together.</summary>
public static class Pictures
{
    private const int Gap = 6;

    // The colour map "viridis", dark to bright evenly to the eye and to the colour-blind eye: nine colours at equal steps, in between they are mixed.
    private static readonly byte[] Viridis = [68, 1, 84, 71, 44, 122, 59, 81, 139, 44, 113, 142, 33, 144, 141, 39, 173, 129, 92, 200, 99, 170, 220, 50, 253, 231, 37];

    /// <summary>Pictures in rows, with captions above them.</summary>
    /// <param name="columns">How many in a row.</param>
    /// <param name="pictures">The pictures row by row; all are scaled to the height of the first.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static Picture Grid(int columns, params (string Caption, Picture Picture)[] pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Length, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        columns = Math.Min(columns, pictures.Length);
        var height = pictures[0].Picture.Height;
        var cells = pictures.Select(item => item.Picture.Height == height ? item.Picture : item.Picture.Resize(0, height)).ToArray();
        var head = pictures.Any(item => item.Caption.Length > 0) ? Lettering.Height + 2 : 0;
        var widths = Enumerable.Range(0, columns).Select(column => cells.Where((_, i) => i % columns == column).Max(cell => cell.Width)).ToArray();
        var rows = (cells.Length + columns - 1) / columns;
        var sheet = Picture.Filled(widths.Sum() + (Gap * (columns - 1)), (rows * (height + head)) + (Gap * (rows - 1)));
        foreach (var (i, cell) in cells.Index())
        {
            var (left, top) = (widths.Take(i % columns).Sum() + (Gap * (i % columns)), i / columns * (height + head + Gap));
            sheet.Write(pictures[i].Caption, left, top, cell.Width);
            sheet.Place(cell, left, top + head);
        }

        return sheet;
    }

    /// <summary>Pictures under each other, centred.</summary>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static Picture Stack(params Picture[] pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Length, nameof(pictures));
        var sheet = Picture.Filled(pictures.Max(picture => picture.Width), pictures.Sum(picture => picture.Height) + (Gap * (pictures.Length - 1)));
        var top = 0;
        foreach (var picture in pictures)
        {
            sheet.Place(picture, (sheet.Width - picture.Width) / 2, top);
            top += picture.Height + Gap;
        }

        return sheet;
    }

    /// <summary>A picture that says something in words, with lines broken at <paramref name="width"/> pixels.</summary>
    public static Picture Note(string text, int width = 640)
    {
        var room = width - (2 * Gap);
        var lines = text.Split('\n').SelectMany(paragraph => ChartStyle.Lines(paragraph, line => Lettering.Width(line) <= room)).ToList();
        var sheet = Picture.Filled(width, (lines.Count * Lettering.Height) + (2 * Gap));
        foreach (var (i, line) in lines.Index())
        {
            sheet.Write(line, Gap, Gap + (i * Lettering.Height), room);
        }

        return sheet;
    }

    /// <summary>Which colour is which class: a swatch and a name each.</summary>
    /// <param name="map">The classes.</param>
    /// <param name="columns">How many side by side.</param>
    public static Picture Legend(LabelMap map, int columns = 4)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var (swatch, room, height) = (14, map.Names.Max(Lettering.Width), Lettering.Height + 4);
        var width = swatch + (3 * Gap) + room;
        columns = Math.Min(columns, map.Count);
        var sheet = Picture.Filled(columns * width, (map.Count + columns - 1) / columns * height);
        foreach (var (i, item) in map.Classes.Index())
        {
            var (left, top) = (i % columns * width, i / columns * height);
            sheet.Place(Picture.Filled(swatch, swatch, 34, 34, 34), left, top + 1);
            sheet.Place(Picture.Filled(swatch - 2, swatch - 2, item.Red, item.Green, item.Blue), left + 1, top + 2);
            sheet.Write(item.Name, left + swatch + Gap, top, room);
        }

        return sheet;
    }

    /// <summary>Labels (height x width, row by row) in their dataset's colours; ignored pixels are black.</summary>
    public static Picture Labels(int width, int height, ReadOnlySpan<byte> labels, LabelMap map) => new(width, height, map.Colorize(labels));

    /// <summary>A frame with its labels laid over it, each region with a thin border in its full colour; where a label is ignored the frame shows through.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="labels">A class or <see cref="LabelMap.Ignore"/> a pixel, row by row.</param>
    /// <param name="map">Which class has which colour.</param>
    /// <param name="alpha">How much of the label's colour there is, from 0 to 1.</param>
    /// <exception cref="ArgumentException">Frame and labels differ in size.</exception>
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
    /// <param name="frame">The frame.</param>
    /// <param name="truth">The true class a pixel; where it is ignored nothing is wrong.</param>
    /// <param name="predicted">The predicted class a pixel.</param>
    /// <param name="map">Which class has which colour.</param>
    /// <exception cref="ArgumentException">Frame, truth and prediction differ in size.</exception>
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

    /// <summary>A map of numbers as colours, dark for low, bright for high.</summary>
    /// <param name="values">The numbers, row by row: height x width. NaN is grey.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="low">The darkest value; the smallest by default.</param>
    /// <param name="high">The brightest value; the largest by default.</param>
    /// <exception cref="ArgumentException">There are not height x width numbers.</exception>
    public static Picture Heat(float[] values, int width, int height, float? low = null, float? high = null)
    {
        if (values.Length != width * height)
        {
            throw new ArgumentException($"A map of {height} x {width} (height x width) has {width * height} numbers, not {values.Length}.", nameof(values));
        }

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

    /// <summary>What a layer makes of a picture: its channels as small maps, each from its own lowest to its own highest value: those that vary most, in their order.</summary>
    /// <param name="activation">A tensor [C, H, W] or [1, C, H, W].</param>
    /// <param name="tiles">How many channels at most.</param>
    /// <param name="columns">How many tiles in a row.</param>
    /// <param name="tileWidth">The width of a tile in pixels; small maps are enlarged pixel by pixel, so that their grid is seen.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static Picture FeatureMap(Tensor activation, int tiles = 16, int columns = 8, int tileWidth = 96)
    {
        ArgumentNullException.ThrowIfNull(activation);
        if (activation.dim() != 3 && (activation.dim() != 4 || activation.shape[0] != 1))
        {
            throw new ArgumentException($"The tensor has the shape [{string.Join(", ", activation.shape)}]; [C, H, W] is needed.", nameof(activation));
        }

        using var scope = NewDisposeScope();
        var maps = activation.detach().flatten(0, -3).to(ScalarType.Float32).cpu();
        var (height, width) = ((int)maps.shape[1], (int)maps.shape[2]);
        var spread = maps.var([1, 2], unbiased: false);
        var chosen = spread.topk((int)Math.Min(tiles, maps.shape[0])).indexes.data<long>().Order();
        return Grid(columns, [.. chosen.Select(channel => ($"{channel}", Heat(maps[channel].contiguous().data<float>().ToArray(), width, height).Resize(tileWidth, 0, smooth: tileWidth < width)))]);
    }

    private static bool IsBorder(ReadOnlySpan<byte> labels, int i, int width) =>
        ((i + 1) % width != 0 && labels[i + 1] != labels[i]) || (i + width < labels.Length && labels[i + width] != labels[i]);

    private static void CheckSize(Picture frame, ReadOnlySpan<byte> labels, string name)
    {
        if (labels.Length != frame.Width * frame.Height)
        {
            throw new ArgumentException($"The frame has {frame.Height} x {frame.Width} (height x width) pixels, the labels have {labels.Length}.", name);
        }
    }
}
