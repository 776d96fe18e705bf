using System.Security.Cryptography;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Training;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp;

namespace SegBook.Reference;

/// <summary>What the reference notebook trained on, eight variants of each training frame, as an ordinary dataset for any experiment.</summary>
/// <remarks>Divided at random, variants of one frame are on both sides: that is the leak which the reference had.</remarks>
public static class ReferenceDataset
{
    private const string Complete = "complete.txt"; // written last, with the checksum of the other files

    private static readonly PngEncoder _quick = new() { CompressionLevel = PngCompressionLevel.BestSpeed, FilterMethod = PngFilterMethod.Sub };

    /// <summary>How the reference divided its variants: one in ten is scored, nine are trained on, for a fixed number of epochs.</summary>
    public static SplitSpec Division { get; } = new() { Kind = SplitKind.Random, Test = 0.1, Validation = 0 };

    /// <summary>The eight variants of a frame: as it is, and by each of the reference's seven transforms (albumentations' defaults).</summary>
    /// <remarks>The reference's frames had a side of 256 pixels; the crops shrink in proportion.</remarks>
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

    /// <summary>Which frames of the sequence the variants are made of and which are kept apart: of CamSeq01's 101 the first 90 and the last 11.</summary>
    /// <exception cref="SegBookException">The sequence is too short.</exception>
    public static Split Frames(int frames)
    {
        var train = (int)Math.Round(frames * 90 / 101.0);
        return train < frames
            ? new Split("reference notebook", [.. Enumerable.Range(0, train)], [], [.. Enumerable.Range(train, frames - train)], Leaks: true)
            : throw new SegBookException($"A sequence of {frames} frames is too short to keep its last ninth apart, as the reference notebook did.");
    }

    /// <summary>Makes the dataset, or finds it made: each frame eight times, masks beside them, and CamVid's 32 colours.</summary>
    /// <remarks>The same frames, side and seed make the same folder with the same bytes. What is outside a picture is grey, in its mask Void.</remarks>
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

        var complete = Path.Combine(folder, Complete);
        if (!File.Exists(complete) || File.ReadAllText(complete) != Checksum(folder))
        {
            Array.ForEach(Directory.GetFiles(folder), File.Delete);
            File.WriteAllLines(Path.Combine(folder, "label_colors.txt"), LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
            using var cache = new FrameCache(dataset, side, side);
            Parallel.ForEach(Variants(side).Index(), variant => Write(cache, folder, variant.Index, variant.Item, seed));
            File.WriteAllText(complete, Checksum(folder));
        }

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

    private static string Checksum(string folder)
    {
        var files = Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != Complete).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(file => SHA256.HashData(File.ReadAllBytes(file)))]));
    }

    private static byte[] Bytes(Tensor tensor) => tensor.to(ScalarType.Byte).contiguous().bytes.ToArray();

    private static void Save(string path, byte[] rgb, int side)
    {
        using var image = Image.LoadPixelData<Rgb24>(rgb, side, side);
        image.SaveAsPng(path, _quick);
    }
}

/// <summary>One set of predictions by the honest measure and by the reference notebook's.</summary>
/// <param name="MeanIou">By one confusion matrix over the whole set, absent classes left out.</param>
/// <param name="ReferenceIou">By the reference's IoU: averaged over images, classes and batches, a class absent from both sides counting 1.</param>
/// <param name="Accuracy">The share of right pixels as the reference counts it: averaged over images, then over batches.</param>
public sealed record ReferenceScore(double MeanIou, double ReferenceIou, double Accuracy)
{
    /// <summary>Scores images, at least one, by both; the reference averages over its evaluation's batches of so many.</summary>
    public static ReferenceScore Of(IReadOnlyList<ConfusionMatrix> images, int batchSize)
    {
        var definitions = IouDefinitions.Of(images, batchSize);
        var accuracy = images.Chunk(batchSize).Average(batch => ConfusionMatrix.MeanOfPresent(batch.Select(image => image.PixelAccuracy())));
        return new ReferenceScore(definitions["this workbook"], definitions["reference notebook"], accuracy);
    }
}

/// <summary>What a generous metric is worth, and a split of variants: one network, trained for as many steps under two splits, each scored by two metrics.</summary>
public sealed record ReferenceGap(Architecture Architecture, ReferenceScore HeldOut, ReferenceScore Leaking)
{
    /// <summary>What the reference notebook reports: ResNet-50 with ImageNet weights, 256 x 256 pictures, 32 classes, its own split and IoU.</summary>
    public static (double Iou, double Accuracy) Published(Architecture architecture) => architecture switch
    {
        Architecture.DeepLabV3Plus => (0.731, 0.924),
        Architecture.PSPNet => (0.669, 0.920),
        _ => (0.623, 0.910),
    };

    /// <summary>The two runs on 32 classes, kept as after the last epoch. The experiment's epochs are those of the leaking one; the other gets as many steps.</summary>
    /// <exception cref="SegBookException">The pictures are not square, or the data is missing or damaged.</exception>
    public static (Experiment HeldOut, Experiment Leaking) Experiments(Experiment experiment, RunStore store)
    {
        Require(experiment.Height == experiment.Width, $"The reference turned its pictures, so they have to be square: height is {experiment.Height}, width {experiment.Width}.");
        var heldOut = experiment with { Labels = LabelMap.CamVid32.Name, Split = new SplitSpec { Validation = 0 } };
        var leaking = heldOut with { Data = ReferenceDataset.Make(experiment.Data, store, experiment.Height, experiment.Seed), Split = ReferenceDataset.Division };
        using var frames = SegmentationDataset.Open(heldOut.Data);
        using var variants = SegmentationDataset.Open(leaking.Data);
        var ratio = leaking.Split.Divide(variants.Count, experiment.Seed).Train.Count / (double)heldOut.Split.Divide(frames.Count, experiment.Seed).Train.Count;
        return (heldOut with { Epochs = (int)Math.Round(experiment.Epochs * ratio) }, leaking);
    }

    /// <summary>Trains the experiment under both splits, and scores it by both metrics; see <see cref="Experiments"/>.</summary>
    public static ReferenceGap Measure(Experiment experiment, RunStore store)
    {
        var (heldOut, leaking) = Experiments(experiment, store);
        return new ReferenceGap(experiment.Model.Architecture, Score(heldOut), Score(leaking));

        ReferenceScore Score(Experiment one) => ReferenceScore.Of([.. Trainer.Train(one, store).TestFrames().Select(frame => frame.Matrix)], one.BatchSize);
    }

    /// <summary>The published figures and what was measured, network by network.</summary>
    public static TextTable Table(params IReadOnlyList<ReferenceGap> gaps)
    {
        const string Title = "The reference's figures, and the same procedure here (32 classes; the same number of training steps in both rows)";
        var table = new TextTable(Title, "network", "split", "mIoU over the whole set", "the reference's IoU", "accuracy");
        foreach (var gap in gaps)
        {
            var (iou, accuracy) = Published(gap.Architecture);
            table.Add(gap.Architecture.Title(), "the reference's, as published", "", $"{iou:0.000}", $"{accuracy:0.000}");
            foreach (var (split, score) in new[] { ("the reference's (variants on both sides)", gap.Leaking), ("held-out block", gap.HeldOut) })
            {
                table.Add(gap.Architecture.Title(), split, $"{score.MeanIou:0.000}", $"{score.ReferenceIou:0.000}", $"{score.Accuracy:0.000}");
            }
        }

        return table;
    }
}
