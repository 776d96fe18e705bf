using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Charts;

/// <summary>Pictures one after another, as an animated PNG: browsers, VS Code and GitHub play it; a viewer that cannot shows the first picture.</summary>
public static class Animation
{
    /// <summary>Writes the file; it repeats for ever.</summary>
    /// <param name="path">The file, ending in <c>.png</c>; its folder is made when it is missing.</param>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <param name="framesPerSecond">1 to 60.</param>
    /// <exception cref="ArgumentException">There is no picture, or one has another size than the first.</exception>
    public static void Save(string path, IReadOnlyList<Picture> pictures, int framesPerSecond = 10)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(framesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framesPerSecond, 60);
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        if (pictures.Any(picture => picture.Width != width || picture.Height != height))
        {
            throw new ArgumentException($"All pictures of an animation must be {height} x {width} like the first.", nameof(pictures));
        }

        using var film = Load(pictures[0]);
        film.Metadata.GetPngMetadata().RepeatCount = 0;
        foreach (var picture in pictures.Skip(1))
        {
            using var next = Load(picture);
            film.Frames.AddFrame(next.Frames.RootFrame);
        }

        foreach (var frame in film.Frames)
        {
            frame.Metadata.GetPngMetadata().FrameDelay = new Rational(1, (uint)framesPerSecond);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        film.SaveAsPng(path, new PngEncoder { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.BestCompression });
    }

    private static Image<Rgb24> Load(Picture picture) => Image.LoadPixelData<Rgb24>(picture.Rgb, picture.Width, picture.Height);
}
