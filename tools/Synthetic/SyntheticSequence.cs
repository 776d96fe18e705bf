using System.Numerics;
using SegBook.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Cli.Synthetic;

/// <summary>Makes the frames of a drawn sequence of road scenes: for trying everything out without data, and for tests.</summary>
/// <remarks>Like the real sequence, its frames follow one another so closely that neighbours are near-copies. All 32 classes are in it, most of them in some frames only.</remarks>
public static class SyntheticSequence
{
    private const float FramesPerSecond = 15;
    private const float MetresPerFrame = 0.5f;

    /// <summary>Writes pictures <c>0001SY_NNNNN.png</c>, masks <c>0001SY_NNNNN_L.png</c> and <c>label_colors.txt</c>.</summary>
    /// <param name="folder">Made if it is not there; frames that are there already are replaced.</param>
    /// <param name="frames">1 to 120: then the road goes into a tunnel.</param>
    /// <param name="height">Of the pictures in pixels, 32 to 2160.</param>
    /// <param name="width">Of the pictures in pixels, 32 to 3840.</param>
    /// <param name="seed">Decides what stands along the road. The same seed gives the same frames to the pixel.</param>
    /// <param name="progress">Told how many frames are written.</param>
    /// <exception cref="SegBookException">A value is out of range, or the folder cannot be written.</exception>
    public static void Write(string folder, int frames = 60, int height = 360, int width = 480, int seed = 1, IProgress<int>? progress = null)
    {
        if (frames is < 1 or > 120 || height is < 32 or > 2160 || width is < 32 or > 3840)
        {
            throw new SegBookException($"{frames} synthetic frames of {height} x {width}: use 1 to 120 frames of 32 x 32 to 2160 x 3840 pixels.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllLines(Path.Combine(folder, "label_colors.txt"), LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
            var scene = new Scene(seed);
            var written = 0;
            Parallel.For(0, frames, i =>
            {
                var (rgb, classes) = Render(scene, i, height, width, seed);
                var name = Path.Combine(folder, $"0001SY_{7959 + (2 * i):00000}");
                Save(rgb, height, width, $"{name}.png");
                Save(LabelMap.CamVid32.Colorize(classes), height, width, $"{name}_L.png");
                progress?.Report(Interlocked.Increment(ref written));
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AggregateException)
        {
            throw new SegBookException($"The synthetic sequence cannot be written to {folder}: {((e as AggregateException)?.InnerExceptions[0] ?? e).Message}", e);
        }
    }

    /// <summary>One frame: colours, and labels of <see cref="LabelMap.CamVid32"/>.</summary>
    internal static (byte[] Rgb, byte[] Classes) Render(Scene scene, int frame, int height, int width, int seed)
    {
        var time = frame / FramesPerSecond;
        var sway = MathF.Sin((time * 1.1f) + seed);
        var camera = new Camera(-1.75f + (0.12f * sway), 1.55f, frame * MetresPerFrame, 0.012f * sway, 0.003f * MathF.Sin(time * 5.3f));
        var view = new SceneView(height, width, camera);
        view.Backdrop(Surfaces.Sky);
        view.Ground((x, z, depth) => Surfaces.Ground(scene, x, z, depth));
        foreach (var right in new[] { false, true })
        {
            Facades(view, scene, right);
        }

        foreach (var thing in scene.Things)
        {
            thing.DrawAt(view, time);
        }

        view.Overlay(0.9f, Bonnet);
        var exposure = 1 + (0.04f * MathF.Sin(time * 0.9f)) + (0.02f * (Noise.At(frame, seed) - 0.5f));
        return view.Develop(exposure, Surfaces.Haze, (frame * 31) + seed);
    }

    private static void Facades(SceneView view, Scene scene, bool right)
    {
        var x = right ? Surfaces.Facade : -Surfaces.Facade;
        var light = right ? 1f : 0.78f;   // the sun is on the left, behind the houses there
        foreach (var segment in scene.Segments(right).Where(s => s.To > view.Camera.Z))
        {
            view.Along(x, segment.From, segment.To, 0, segment.Height, (z, y) => segment.Style switch
            {
                FacadeStyle.House => Surfaces.House(segment, z, y).Lit(light),
                FacadeStyle.Park => Surfaces.Railing(z + 30, y),
                _ => Surfaces.Brickwork(z + 30, y).Lit(light),
            });
            if (segment.Style == FacadeStyle.House)
            {
                view.Across(segment.From, right ? x : x - 14, right ? x + 14 : x, 0, segment.Height, (sx, y) => Surfaces.Gable(segment, sx, y));
            }
        }
    }

    // Our own car is not labelled.
    private static Ink? Bonnet(float across, float down)
    {
        var rim = 0.955f + (0.35f * (across - 0.47f) * (across - 0.47f));
        return down < rim ? null : new Ink(Kind.Void, new Vector3(40, 44, 52) * (0.9f + (4 * (1 - down)) + (0.25f * MathF.Exp(-MathF.Pow((across - 0.6f) * 6, 2)))));
    }

    private static void Save(byte[] rgb, int height, int width, string path)
    {
        using var image = Image.LoadPixelData<Rgb24>(rgb, width, height);
        image.SaveAsPng(path, new PngEncoder { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.Level3 });
    }
}
