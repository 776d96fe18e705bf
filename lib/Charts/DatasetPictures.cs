using SegBook.Data;
using SegBook.Models;
using static TorchSharp.torch.nn;

namespace SegBook.Charts;

/// <summary>Pictures of a sequence's frames, and of what a network makes of them.</summary>
public static class DatasetPictures
{
    /// <summary>Frames in a row and below them their labels laid over them; for one frame, beside it: so a frame shows itself in a notebook.</summary>
    public static Picture Labelled(params IReadOnlyList<Frame> frames)
    {
        var columns = Math.Max(2, frames.Count);
        var pictures = frames.Select(Picture.Of).ToList();
        var overlays = pictures.Zip(frames, (picture, frame) => ("", Tile(Pictures.Overlay(picture, frame.Labels, frame.LabelMap), columns)));
        return Pictures.Grid(columns, [.. frames.Zip(pictures, (frame, picture) => ($"{frame.Number}", Tile(picture, columns))), .. overlays]);
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
        var row = Pictures.Grid(
            4,
            (caption, picture.Resize(240, 0)),
            ("truth", Pictures.Overlay(picture, truth, map)),
            ("prediction", Pictures.Overlay(picture, answer, map)),
            ("errors", Pictures.ErrorMap(picture, truth, answer, map)));
        return Pictures.Stack(row, Pictures.ErrorLegend(truth, answer, map));
    }

    /// <summary>One frame under several transforms, each drawn once from <paramref name="seed"/>, with labels laid over it.</summary>
    public static Picture Augmented(FrameCache cache, int frame, IReadOnlyList<Transform> transforms, int seed = 1, int columns = 5)
    {
        using var scope = NewDisposeScope();
        return Pictures.Grid(columns, [.. transforms.Select(transform =>
        {
            using var loader = new DataLoader(cache, [frame], new DataLoaderOptions { BatchSize = 1, Seed = seed, Augmentation = transform });
            using var batch = loader.Epoch(0).Single();
            var picture = Of(Normalization.Undo(batch.Images[0]));
            return (transform.Name, Tile(Pictures.Overlay(picture, Bytes(batch.Labels), cache.Dataset.LabelMap, alpha: 0.3), columns));
        })]);
    }

    /// <summary>Where in the picture each class lives, from dark where no frame has it to bright at its largest share of frames, which is named: priors [C, H, W], 0 to 1.</summary>
    public static Picture Priors(IReadOnlyList<string> names, Tensor priors, int columns = 4)
    {
        using var scope = NewDisposeScope();
        return Pictures.Grid(columns, [.. names.Select((name, label) =>
        {
            var shares = priors[label].contiguous().data<float>().ToArray();
            return ($"{name}, up to {(100 * shares.Max()):0} %", Tile(Pictures.Heat(shares, (int)priors.shape[2], (int)priors.shape[1], low: 0), columns));
        })]);
    }

    // As wide as it may be for so many in the width of a notebook.
    private static Picture Tile(Picture picture, int columns) => picture.Resize((966 / columns) - 6, 0);

    private static Picture Of(Tensor image) => new((int)image.shape[2], (int)image.shape[1], Bytes(image.permute(1, 2, 0)));

    private static Tensor Input(SegmentationModel model, FrameCache cache, int frame) =>
        Normalization.Apply(cache.Image(frame).unsqueeze(0)).to(model.parameters().First().device);

    private static byte[] Bytes(Tensor values) => values.to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray();
}

/// <summary>Pictures of how much of a frame a network looks at, at the size of a cache's frames.</summary>
public static class ContextPictures
{
    /// <summary>For each rate, the taps of a 3x3 atrous convolution in the middle of a map whose cells are <paramref name="outputStride"/> pixels a side.</summary>
    public static Picture Taps(FrameCache cache, int frame, int outputStride, IReadOnlyList<int> rates)
    {
        var (rows, columns) = ((cache.Height + outputStride - 1) / outputStride, (cache.Width + outputStride - 1) / outputStride);
        return Pictures.Grid(3, [.. rates.Select(rate =>
        {
            var cells = from y in new[] { -1, 0, 1 } from x in new[] { -1, 0, 1 } select (Row: (rows / 2) + (y * rate), Column: (columns / 2) + (x * rate));
            var inside = cells.Where(cell => cell.Row >= 0 && cell.Row < rows && cell.Column >= 0 && cell.Column < columns).ToHashSet();
            return ($"rate {rate}: {inside.Count} of 9 taps on the map", Lit(Frame(cache, frame), outputStride, inside));
        })]);
    }

    /// <summary>The frame averaged over grids of so many cells a side, as a pyramid pooling averages features.</summary>
    public static Picture Bins(FrameCache cache, int frame, IReadOnlyList<int> bins)
    {
        using var scope = NewDisposeScope();
        var image = cache.Image(frame).to(float32).unsqueeze(0);
        return Pictures.Grid(3, [("the frame", Frame(cache, frame)), .. bins.Select(bin =>
        {
            var means = functional.interpolate(functional.adaptive_avg_pool2d(image, [bin, bin]), [cache.Height, cache.Width]);
            return ($"{bin} x {bin}", new Picture(cache.Width, cache.Height, means[0].permute(1, 2, 0).to(uint8).contiguous().data<byte>().ToArray()));
        })]);
    }

    private static Picture Frame(FrameCache cache, int frame) => Picture.Of(cache.Get(frame));

    /// <summary>The picture darkened but for some cells, which have a yellow edge.</summary>
    private static Picture Lit(Picture picture, int side, HashSet<(int Row, int Column)> cells)
    {
        var rgb = picture.Rgb.ToArray();
        for (var pixel = 0; pixel < picture.Width * picture.Height; pixel++)
        {
            var (x, y) = (pixel % picture.Width, pixel / picture.Width);
            var isEdge = x % side is 0 || x % side == side - 1 || y % side is 0 || y % side == side - 1;
            var isLit = cells.Contains((y / side, x / side));
            var at = rgb.AsSpan(3 * pixel, 3);
            if (isLit && isEdge)
            {
                ((byte[])[255, 221, 0]).CopyTo(at);
            }
            else if (!isLit)
            {
                (at[0], at[1], at[2]) = ((byte)(at[0] / 3), (byte)(at[1] / 3), (byte)(at[2] / 3));
            }
        }

        return new Picture(picture.Width, picture.Height, rgb);
    }
}
