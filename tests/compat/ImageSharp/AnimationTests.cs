using System.Buffers.Binary;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Compat.ImageSharp;

/// <summary>Animated PNG, which browsers and notebooks play.</summary>
public sealed class AnimationTests
{
    [Fact]
    public void Image_of_three_frames_is_saved_as_an_animation()
    {
        using var image = new Image<Rgb24>(5, 4, new Rgb24(1, 2, 3));
        using var second = new Image<Rgb24>(5, 4, new Rgb24(200, 100, 50));
        image.Frames.AddFrame(second.Frames.RootFrame);
        image.Frames.AddFrame(second.Frames.RootFrame);
        image.Metadata.GetPngMetadata().RepeatCount = 0;
        image.Frames[1].Metadata.GetPngMetadata().FrameDelay = new Rational(1, 12);
        using var file = new MemoryStream();

        image.SaveAsPng(file);

        var chunks = Chunks(file.ToArray());
        var control = chunks.Single(chunk => chunk.Name == "acTL").Data;
        Assert.Equal(3, BinaryPrimitives.ReadInt32BigEndian(control));
        Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(control.AsSpan(4)));
        Assert.Equal(3, chunks.Count(chunk => chunk.Name == "fcTL"));
        Assert.Equal(2, chunks.Count(chunk => chunk.Name == "fdAT"));
        var delay = chunks.Where(chunk => chunk.Name == "fcTL").ElementAt(1).Data.AsSpan(20, 4);
        Assert.Equal((1, 12), (BinaryPrimitives.ReadUInt16BigEndian(delay), BinaryPrimitives.ReadUInt16BigEndian(delay[2..])));
    }

    [Fact]
    public void Animation_loads_its_first_frame_everywhere()
    {
        using var image = new Image<Rgb24>(5, 4, new Rgb24(1, 2, 3));
        using var second = new Image<Rgb24>(5, 4, new Rgb24(200, 100, 50));
        image.Frames.AddFrame(second.Frames.RootFrame);
        using var file = new MemoryStream();
        image.SaveAsPng(file);

        using var back = Image.Load<Rgb24>(file.ToArray());

        Assert.Equal(new Rgb24(1, 2, 3), back[4, 3]);
    }

    [Fact]
    public void Frame_of_another_size_cannot_join()
    {
        using var image = new Image<Rgb24>(5, 4);
        using var larger = new Image<Rgb24>(6, 4);

        Assert.Throws<ArgumentException>(() => image.Frames.AddFrame(larger.Frames.RootFrame));
    }

    private static List<(string Name, byte[] Data)> Chunks(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.Latin1.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }

        return chunks;
    }
}
