using SegBook.Data;
using SegBook.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Pictures of a run: frame, truth and answer side by side, of the test frames with the lowest, the middle and the highest mIoU.</summary>
internal static class TestPictures
{
    /// <summary>Writes <c>worst-</c>, <c>middle-</c> and <c>best-FRAME.png</c> (fewer where there are fewer frames).</summary>
    /// <param name="folder">Where to; what an earlier process left there is overwritten.</param>
    /// <param name="model">The network, on <paramref name="device"/>.</param>
    /// <param name="cache">The frames.</param>
    /// <param name="test">How it scored on them.</param>
    /// <param name="device">Where the network is.</param>
    internal static void Write(string folder, SegmentationModel model, FrameCache cache, Evaluation test, Device device)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, place) in Shown(test))
        {
            var options = new DataLoaderOptions { BatchSize = 1, Device = device, Workers = 0, Interruptible = false };
            using var loader = new DataLoader(cache, [test.Numbers[place]], options);
            using var batch = loader.Epoch(0).Single();
            using var scope = NewDisposeScope();
            byte[][] columns =
            [
                Bytes(Normalization.Undo(batch.Images)[0].permute(1, 2, 0)),
                test.LabelMap.Colorize(Bytes(batch.Labels)),
                test.LabelMap.Colorize(Bytes(model.Predict(batch.Images))),
            ];
            Save(Path.Combine(folder, $"{name}-{test.Frames[place]}.png"), columns, (int)batch.Labels.shape[1], (int)batch.Labels.shape[2]);
        }
    }

    private static IEnumerable<(string Name, int Place)> Shown(Evaluation test)
    {
        var places = test.ByScore();
        return new[] { ("worst", places[0]), ("best", places[^1]), ("middle", places[places.Count / 2]) }.DistinctBy(shown => shown.Item2);
    }

    private static byte[] Bytes(Tensor tensor) => tensor.to(ScalarType.Byte).cpu().contiguous().bytes.ToArray();

    private static void Save(string path, byte[][] columns, int height, int width)
    {
        var rgb = new byte[3 * height * width * columns.Length];
        foreach (var (i, column) in columns.Index())
        {
            for (var y = 0; y < height; y++)
            {
                column.AsSpan(3 * y * width, 3 * width).CopyTo(rgb.AsSpan(3 * ((y * columns.Length) + i) * width));
            }
        }

        using var image = Image.LoadPixelData<Rgb24>(rgb, width * columns.Length, height);
        AtomicFile.Write(path, file => image.SaveAsPng(file));
    }
}
