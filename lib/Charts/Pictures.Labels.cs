using SegBook.Data;

namespace SegBook.Charts;

/// <summary>Pictures of labels and of what a model got wrong.</summary>
public static partial class Pictures
{
    /// <summary>Labels in their dataset's colours; void is black.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="labels">A class or <see cref="LabelMap.Ignore"/> a pixel, row by row: height x width.</param>
    /// <param name="map">Which class has which colour.</param>
    public static Picture Labels(int width, int height, ReadOnlySpan<byte> labels, LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new Picture(width, height, map.Colorize(labels));
    }

    /// <summary>A frame with its labels laid over it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="labels">A class or <see cref="LabelMap.Ignore"/> a pixel, row by row; where it is void the frame shows through.</param>
    /// <param name="map">Which class has which colour.</param>
    /// <param name="alpha">How much of the label's colour there is, from 0 to 1.</param>
    /// <param name="borders">Whether a thin line in the full colour goes round each region.</param>
    /// <exception cref="ArgumentException">Frame and labels differ in size.</exception>
    public static Picture Overlay(Picture frame, ReadOnlySpan<byte> labels, LabelMap map, double alpha = 0.5, bool borders = true)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(map);
        CheckSize(frame, labels, nameof(labels));
        var (colours, rgb) = (map.Colorize(labels), frame.Rgb.ToArray());
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != LabelMap.Ignore)
            {
                var share = borders && IsBorder(labels, i, frame.Width) ? 1 : alpha;
                for (var channel = 3 * i; channel < (3 * i) + 3; channel++)
                {
                    rgb[channel] = (byte)Math.Round((rgb[channel] * (1 - share)) + (colours[channel] * share));
                }
            }
        }

        return new Picture(frame.Width, frame.Height, rgb);
    }

    /// <summary>What a model got wrong: the greyed frame, with wrong pixels in the colour of the class that was missed.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="truth">The true class a pixel; where it is void nothing is wrong.</param>
    /// <param name="predicted">The predicted class a pixel.</param>
    /// <param name="map">Which class has which colour.</param>
    /// <exception cref="ArgumentException">Frame, truth and prediction differ in size.</exception>
    public static Picture ErrorMap(Picture frame, ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(map);
        CheckSize(frame, truth, nameof(truth));
        CheckSize(frame, predicted, nameof(predicted));
        var (colours, rgb) = (map.Colorize(truth), frame.Rgb.ToArray());
        for (var i = 0; i < truth.Length; i++)
        {
            var pixel = rgb.AsSpan(3 * i, 3);
            if (truth[i] != LabelMap.Ignore && truth[i] != predicted[i])
            {
                colours.AsSpan(3 * i, 3).CopyTo(pixel);
            }
            else
            {
                // Pale grey, so that the colours stand out against it.
                pixel.Fill((byte)(140 + (((pixel[0] * 3) + (pixel[1] * 6) + pixel[2]) / 10 * 105 / 255)));
            }
        }

        return new Picture(frame.Width, frame.Height, rgb);
    }

    /// <summary>Which colour is which class: a swatch and a name each.</summary>
    /// <param name="map">The classes.</param>
    /// <param name="columns">How many side by side.</param>
    /// <param name="only">Only these classes; all by default.</param>
    public static Picture Legend(LabelMap map, int columns = 4, IReadOnlyList<int>? only = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var shown = (only ?? [.. Enumerable.Range(0, map.Count)]).Select(index => map.Classes[index]).ToArray();
        var (swatch, row) = ((int)(CaptionSize * 1.6), StrokeFont.LineHeight(CaptionSize) + 4);
        columns = Math.Min(columns, Math.Max(1, shown.Length));
        var cell = swatch + (3 * Gap) + shown.Max(item => StrokeFont.Width(item.Name, CaptionSize));
        var canvas = new Canvas(columns * cell, ((shown.Length + columns - 1) / columns * row) + 2);
        for (var i = 0; i < shown.Length; i++)
        {
            var (left, top) = (i % columns * cell, (i / columns * row) + 1);
            canvas.Fill(left, top, swatch, swatch, Ink);
            canvas.Fill(left + 1, top + 1, swatch - 2, swatch - 2, [shown[i].Red, shown[i].Green, shown[i].Blue]);
            canvas.Write(shown[i].Name, left + swatch + Gap, top + ((swatch - CaptionSize) / 2), CaptionSize, Ink);
        }

        return canvas.ToPicture();
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
