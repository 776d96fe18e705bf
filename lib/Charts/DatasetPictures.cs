using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>Pictures of a sequence's frames, and of what a network makes of them.</summary>
public static class DatasetPictures
{
    /// <summary>Frames in a row, each <paramref name="width"/> pixels wide: the picture above, the labels laid over it below.</summary>
    public static Picture Walk(SegmentationDataset dataset, IReadOnlyList<int> frames, int width = 200)
    {
        var loaded = frames.Select(dataset.Load).Select(frame => (Frame: frame, Picture: Picture.Of(frame))).ToList();
        return Pictures.Grid(
            loaded.Count,
            [
                .. loaded.Select(item => ($"{item.Frame.Number}", item.Picture.Resize(width, 0))),
                .. loaded.Select(item => ("", Pictures.Overlay(item.Picture, item.Frame.Labels, item.Frame.LabelMap).Resize(width, 0))),
            ]);
    }

    /// <summary>A frame on its way through an encoder: at each stage the channels that vary most. The network is put into evaluation mode.</summary>
    public static Picture Stages(SegmentationModel model, FrameCache cache, int frame, int tiles = 8)
    {
        model.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var stages = model.Features(Input(model, cache, frame)).Skip(1).Where(map => map.numel() > 0).Select(map => map.to(ScalarType.Float32));
        return Pictures.Grid(1, [.. stages.Select(map =>
            ($"{map.shape[1]} channels of {map.shape[2]} x {map.shape[3]}", Pictures.FeatureMap(map, tiles, tiles, 80)))]);
    }

    /// <summary>A frame, its truth, the answer of the network (in evaluation mode), and the wrong pixels in the colour of the class that was missed.</summary>
    public static Picture Explained(string caption, SegmentationModel model, FrameCache cache, int frame)
    {
        using var scope = NewDisposeScope();
        var (picture, map) = (Of(cache.Image(frame)), cache.Dataset.LabelMap);
        model.RequireClasses(map);
        var truth = Bytes(cache.Labels(frame));
        var answer = Bytes(model.Predict(Input(model, cache, frame)));
        return Pictures.Grid(
            4,
            (caption, picture.Resize(240, 0)),
            ("truth", Pictures.Overlay(picture, truth, map)),
            ("answer", Pictures.Overlay(picture, answer, map)),
            ("missed", Pictures.ErrorMap(picture, truth, answer, map)));
    }

    /// <summary>One frame under several transforms, each drawn once from <paramref name="seed"/>, with labels laid over it.</summary>
    public static Picture Augmented(FrameCache cache, int frame, IReadOnlyList<(string Name, Transform Transform)> transforms, int seed = 1, int columns = 4)
    {
        using var scope = NewDisposeScope();
        return Pictures.Grid(columns, [.. transforms.Select(named =>
        {
            using var loader = new DataLoader(cache, [frame], new DataLoaderOptions { BatchSize = 1, Seed = seed, Augmentation = named.Transform });
            using var batch = loader.Epoch(0).Single();
            return (named.Name, Pictures.Overlay(Of(Normalization.Undo(batch.Images[0])), Bytes(batch.Labels), cache.Dataset.LabelMap, alpha: 0.3).Resize(0, 165));
        })]);
    }

    /// <summary>Where in the picture each class lives: bright where the share of frames in which a pixel has it, [C, H, W] from 0 to 1, is high.</summary>
    public static Picture Priors(IReadOnlyList<string> names, Tensor priors, int columns = 4)
    {
        using var scope = NewDisposeScope();
        return Pictures.Grid(columns, [.. names.Select((name, label) =>
            (name, Pictures.Heat(priors[label].contiguous().data<float>().ToArray(), (int)priors.shape[2], (int)priors.shape[1]).Resize(220, 0)))]);
    }

    private static Picture Of(Tensor image) => new((int)image.shape[2], (int)image.shape[1], Bytes(image.permute(1, 2, 0)));

    private static Tensor Input(SegmentationModel model, FrameCache cache, int frame) =>
        Normalization.Apply(cache.Image(frame).unsqueeze(0)).to(model.parameters().First().device);

    private static byte[] Bytes(Tensor values) => values.to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray();
}

/// <summary>How a frame shows itself in a notebook: picture, labels in their colours, and these over the picture, side by side.</summary>
internal sealed record FramePicture(Frame Frame) : IShowsPicture
{
    public byte[] ToPng()
    {
        var picture = Picture.Of(Frame);
        var labels = Pictures.Labels(Frame.Width, Frame.Height, Frame.Labels, Frame.LabelMap);
        return ((IShowsPicture)Pictures.Grid(3, ("", picture), ("", labels), ("", Pictures.Overlay(picture, Frame.Labels, Frame.LabelMap)))).ToPng();
    }

    public string ToText() => $"{Frame}";
}
