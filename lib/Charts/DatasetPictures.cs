using SegBook.Data;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>Pictures of what a network does with a street.</summary>
public static class DatasetPictures
{
    /// <summary>Frames in a row: the picture above, the labels laid over it below.</summary>
    /// <param name="dataset">Where they are from.</param>
    /// <param name="frames">Which ones.</param>
    /// <param name="width">Width of each picture in pixels.</param>
    public static Picture Walk(SegmentationDataset dataset, IReadOnlyList<int> frames, int width = 200)
    {
        var loaded = frames.Select(dataset.Load).ToList();
        return Pictures.Stack(
            Pictures.Strip(width, [.. loaded.Select(frame => ($"{frame.Number}", Plain(frame)))]),
            Pictures.Strip(width, [.. loaded.Select(frame => ("", Pictures.Overlay(Plain(frame), frame.Labels, frame.LabelMap)))]));
    }

    /// <summary>A frame on its way through an encoder: at each stage the channels that vary most.</summary>
    /// <param name="model">The network; it is put into evaluation mode.</param>
    /// <param name="cache">Frames at the network's size.</param>
    /// <param name="frame">Which one.</param>
    /// <param name="tiles">Channels of each stage.</param>
    public static Picture Stages(SegmentationModel model, FrameCache cache, int frame, int tiles = 8)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cache);
        model.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var features = model.Features(Input(model, cache, frame));
        var stages = features.Skip(1).Where(map => map.numel() > 0);
        return Pictures.Stack([.. stages.Select(map => Pictures.Stack(
            Pictures.Note($"{map.shape[1]} channels of {map.shape[2]} x {map.shape[3]}"),
            Pictures.FeatureMap(map, tiles, tiles, 80)))]);
    }

    /// <summary>A frame, its truth, the network's answer, and the wrong pixels in the colour of the class that was missed.</summary>
    /// <param name="caption">What stands over the first picture.</param>
    /// <param name="model">The network; it is put into evaluation mode.</param>
    /// <param name="cache">Frames at the network's size.</param>
    /// <param name="frame">Which one.</param>
    public static Picture Explained(string caption, SegmentationModel model, FrameCache cache, int frame)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cache);
        using var scope = NewDisposeScope();
        var picture = Cached(cache, frame);
        var map = cache.Dataset.LabelMap;
        var truth = cache.Labels(frame).cpu().data<byte>().ToArray();
        var answer = model.Predict(Input(model, cache, frame)).to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray();
        return Pictures.Strip(
            240,
            (caption, picture),
            ("truth", Pictures.Overlay(picture, truth, map)),
            ("answer", Pictures.Overlay(picture, answer, map)),
            ("missed", Pictures.ErrorMap(picture, truth, answer, map)));
    }

    /// <summary>One frame under several augmentations, labels laid over it.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="frame">Which one.</param>
    /// <param name="augmentations">Name and augmentation; each is drawn once, from <paramref name="seed"/>.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="columns">Pictures in a row.</param>
    public static Picture Augmented(FrameCache cache, int frame, IReadOnlyList<(string Name, Transform Transform)> augmentations, int seed = 1, int columns = 4)
    {
        ArgumentNullException.ThrowIfNull(cache);
        using var scope = NewDisposeScope();
        var pictures = augmentations.Select(named =>
        {
            using var loader = new DataLoader(cache, [frame], new DataLoaderOptions { BatchSize = 1, Seed = seed, Augmentation = named.Transform });
            using var batch = loader.Epoch(0).Single();
            var (height, width) = ((int)batch.Labels.shape[1], (int)batch.Labels.shape[2]);
            var labels = batch.Labels.to(ScalarType.Byte).contiguous().data<byte>().ToArray();
            return (named.Name, Pictures.Overlay(new Picture(width, height, Bytes(batch.Images[0])), labels, cache.Dataset.LabelMap, alpha: 0.3).Resize(220, 220 * height / width));
        });
        return Pictures.Grid(columns, [.. pictures]);
    }

    /// <summary>Where in the picture each class lives: bright where it is frequent.</summary>
    /// <param name="names">The classes.</param>
    /// <param name="priors">The share of frames in which a pixel has the class: [C, H, W], 0 to 1.</param>
    /// <param name="columns">Maps in a row.</param>
    public static Picture Priors(IReadOnlyList<string> names, Tensor priors, int columns = 4)
    {
        ArgumentNullException.ThrowIfNull(priors);
        return Pictures.Grid(columns, [.. names.Select((name, label) =>
        {
            using var map = priors[label];
            return (name, Pictures.Heat(map).Resize(220, (int)(220 * priors.shape[1] / priors.shape[2])));
        })]);
    }

    private static Picture Plain(Frame frame) => new(frame.Width, frame.Height, frame.Rgb);

    private static Picture Cached(FrameCache cache, int frame)
    {
        using var scope = NewDisposeScope();
        var pixels = cache.Image(frame).cpu().permute(1, 2, 0).contiguous();
        return new Picture((int)pixels.shape[1], (int)pixels.shape[0], pixels.data<byte>().ToArray());
    }

    private static Tensor Input(SegmentationModel model, FrameCache cache, int frame) =>
        Normalization.Apply(cache.Image(frame).unsqueeze(0)).to(model.parameters().First().device);

    private static byte[] Bytes(Tensor normalised)
    {
        using var scope = NewDisposeScope();
        return Normalization.Undo(normalised).permute(1, 2, 0).contiguous().data<byte>().ToArray();
    }
}
