using System.Security.Cryptography;
using SegBook.Data;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Reference;

/// <summary>What the reference notebook trained on: eight variants of each of its training frames, as an ordinary dataset that any experiment can be run on.</summary>
/// <remarks>Divided at random, variants of one frame are on both sides: that is the leak which the reference had, and here it can be measured.</remarks>
public static class ReferenceDataset
{
    /// <summary>How the reference divided its variants: one in ten is scored, the others are trained on, and the last epoch's weights are kept.</summary>
    public static SplitSpec Division { get; } = new() { Kind = SplitKind.Random, Test = 0.1, Validation = 0 };

    /// <summary>The eight variants of a frame: as it is, and by each of the reference's seven transforms (albumentations' defaults).</summary>
    /// <param name="side">Height and width of the frames, in pixels; the reference's were 256, and the crops shrink in proportion.</param>
    public static IReadOnlyList<Transform> Variants(int side = 256) =>
    [
        Transform.None,
        new CenterCrop { Height = side, Width = side },
        new RandomRotate90(),
        new GridDistortion(),
        new HorizontalFlip { Probability = 1 },
        new VerticalFlip { Probability = 1 },
        new Transpose { Probability = 1 },
        new RandomSizedCrop { MinHeight = Math.Max(1, 50 * side / 256), MaxHeight = Math.Max(1, 101 * side / 256), Height = side, Width = side },
    ];

    /// <summary>Which frames of the sequence the variants are made of, and which are in none: of CamSeq01's 101 the first 90 and the last 11.</summary>
    /// <param name="frames">Frames in the sequence; others than 101 are divided in the same proportion.</param>
    /// <exception cref="SegBookException">The sequence is too short.</exception>
    public static Split Frames(int frames)
    {
        var train = (int)Math.Round(frames * 90 / 101.0);
        return train < frames
            ? new Split("reference notebook", [.. Enumerable.Range(0, train)], [], [.. Enumerable.Range(train, frames - train)], Leaks: true)
            : throw new SegBookException($"A sequence of {frames} frames is too short for the reference notebook's split, which keeps the last 11 of 101 apart.");
    }

    /// <summary>Makes the dataset, or finds it made: <c>NAME_1.png</c> to <c>NAME_8.png</c> of every frame in order, masks beside them, and CamVid's 32 colours.</summary>
    /// <remarks>The same frames, side and seed make the same folder with the same bytes. What comes from outside a picture is grey and, in its mask, Void.</remarks>
    /// <param name="data">Folder or zip with the frames of the sequence.</param>
    /// <param name="store">The folder of runs in whose folder <c>reference</c> it is kept.</param>
    /// <param name="side">Height and width of the pictures, in pixels.</param>
    /// <param name="seed">Decides how each variant comes out.</param>
    /// <returns>The dataset's folder, for <see cref="Experiment.Data"/>; its labels are CamVid32.</returns>
    /// <exception cref="SegBookException">The frames are missing, damaged or too few.</exception>
    public static string Make(string data, RunStore store, int side = 256, int seed = 1)
    {
        using var dataset = SegmentationDataset.Open(data, LabelMap.CamVid32);
        var folder = Directory.CreateDirectory(Path.Combine(store.Folder, "reference", $"{dataset.Fingerprint()}-{side}-{seed}")).FullName;

        // Written last: without it, or after a file was changed, everything is made anew.
        var complete = Path.Combine(folder, "complete.txt");
        if (File.Exists(complete) && File.ReadAllText(complete) == Checksum(folder))
        {
            return folder;
        }

        Array.ForEach(Directory.GetFiles(folder), File.Delete);
        File.WriteAllLines(Path.Combine(folder, "label_colors.txt"), LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
        using var cache = new FrameCache(dataset, side, side);
        Parallel.ForEach(Variants(side).Index(), variant => Write(cache, folder, variant.Index, variant.Item, seed));
        File.WriteAllText(complete, Checksum(folder));
        return folder;
    }

    private static void Write(FrameCache cache, string folder, int number, Transform variant, int seed)
    {
        var frames = Frames(cache.Count).Train;
        using var loader = new DataLoader(cache, frames, new DataLoaderOptions { BatchSize = 1, Workers = 0, Seed = seed, Augmentation = variant });
        foreach (var (frame, batch) in frames.Zip(loader.Epoch(number)))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                // Numbered in front, so that frames stay in order and the variants of one together, whatever they are called.
                var path = Path.Combine(folder, $"{frame:0000}_{cache.Dataset.Names[frame]}_{number + 1}");
                Save(path + ".png", Bytes(Normalization.Undo(batch.Images)[0].permute(1, 2, 0)), cache.Width);
                Save(path + "_L.png", cache.LabelMap.Colorize(Bytes(batch.Labels)), cache.Width);
            }
        }
    }

    private static string Checksum(string folder) => Convert.ToHexStringLower(SHA256.HashData(
        [.. Directory.GetFiles(folder).Where(file => !file.EndsWith("complete.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(file => SHA256.HashData(File.ReadAllBytes(file)))]));

    private static byte[] Bytes(Tensor tensor) => tensor.to(ScalarType.Byte).contiguous().bytes.ToArray();

    private static void Save(string path, byte[] rgb, int side)
    {
        using var image = Image.LoadPixelData<Rgb24>(rgb, side, side);
        image.SaveAsPng(path);
    }
}
