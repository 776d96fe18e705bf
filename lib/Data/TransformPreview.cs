namespace SegBook.Data;

/// <summary>What augmentations make of a frame, to be looked at.</summary>
public static class TransformPreview
{
    /// <summary>Augments one frame several times, as a loader would in the first epochs.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="index">Which frame.</param>
    /// <param name="augmentation">What is done to it.</param>
    /// <param name="count">How often.</param>
    /// <param name="seed">Decides how.</param>
    /// <exception cref="SegBookException">The augmentation's settings are out of range.</exception>
    public static IReadOnlyList<Frame> Of(FrameCache cache, int index, Transform augmentation, int count = 8, int seed = 1) =>
        [.. Enumerable.Range(0, count).Select(epoch => One(cache, index, augmentation, new RandomStream(seed, epoch, index, 0)))];

    private static Frame One(FrameCache cache, int index, Transform augmentation, RandomStream random)
    {
        var draw = new Draw(cache.Height, cache.Width, random);
        augmentation.Plan(draw);
        var (height, width) = (draw.Geometry.Height, draw.Geometry.Width);
        var (plane, labels) = (height * width, new long[height * width]);
        var planes = new float[3 * plane];
        new Sampler(cache.Height, cache.Width).Fill(draw, cache.Get(index), planes, labels, height, width);
        var rgb = new byte[3 * plane];
        for (var i = 0; i < rgb.Length; i++)
        {
            var c = i % 3;
            rgb[i] = (byte)Math.Clamp((((planes[(c * plane) + (i / 3)] * Normalization.Deviation[c]) + Normalization.Mean[c]) * 255) + 0.5f, 0, 255);
        }

        return new Frame(cache.Dataset.Names[index], cache.Dataset.NumberOf(index), height, width, rgb, [.. labels.Select(label => (byte)label)], cache.LabelMap);
    }
}
