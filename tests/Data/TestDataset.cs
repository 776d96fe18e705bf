using SegBook.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Data;

/// <summary>A folder of small synthetic frames that is gone after the test.</summary>
internal sealed class TestDataset : IDisposable
{
    public TestDataset(int frames = 6, int height = 24, int width = 32, string name = "0016E5_")
    {
        Folder = Directory.CreateTempSubdirectory("segbook-sequence").FullName;
        for (var i = 0; i < frames; i++)
        {
            Write($"{name}{7959 + (2 * i):00000}", height, width, i);
        }
    }

    public string Folder { get; }

    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>A picture whose blue says the label of each pixel, and its mask.</summary>
    public void Write(string name, int height, int width, int seed = 0)
    {
        using var image = new Image<Rgb24>(width, height);
        using var mask = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var label = (x / 4 + y / 4 + seed) % LabelMap.CamVid32.Count;
                var colour = LabelMap.CamVid32.Classes[label];
                mask[x, y] = new Rgb24(colour.Red, colour.Green, colour.Blue);
                image[x, y] = new Rgb24((byte)(x * 7), (byte)(y * 9), (byte)(label * 8));
            }
        }

        image.SaveAsPng(this[$"{name}.png"]);
        mask.SaveAsPng(this[$"{name}_L.png"]);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
