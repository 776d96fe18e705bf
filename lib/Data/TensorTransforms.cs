using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>Makes a whole batch with tensors, on whatever device they are: what <see cref="Sampler"/> does sample by sample on the CPU.</summary>
internal static class TensorTransforms
{
    /// <param name="draws">What chance decided, for each sample; all of one size.</param>
    /// <param name="frames">Which frame each sample is made of.</param>
    /// <param name="images">All frames, uint8, [F, 3, H, W].</param>
    /// <param name="labels">All labels, uint8, [F, H, W].</param>
    /// <param name="multiple">Padded to a multiple of this.</param>
    /// <param name="numbers">What the batch says of itself.</param>
    public static Batch Make(IReadOnlyList<Draw> draws, int[] frames, Tensor images, Tensor labels, int multiple, int[] numbers)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var device = images.device;
        var chosen = tensor([.. frames.Select(frame => (long)frame)]).Bring(device);
        var (x, y) = Coordinates(draws, device);
        var (height, width) = (images.shape[2], images.shape[3]);
        var inside = x.ge(0).logical_and(y.ge(0)).logical_and(x.lt(width)).logical_and(y.lt(height));
        var mask = Nearest(labels.index_select(0, chosen), x, y).masked_fill(inside.logical_not(), LabelMap.Ignore);
        var neutral = tensor(Canvas.Neutral.ToArray()).Bring(device).view(1, 3, 1, 1);
        var picture = Bilinear(images.index_select(0, chosen).to(ScalarType.Float32), x, y).where(inside.unsqueeze(1), neutral);
        picture = ChangeColours(draws, picture);
        for (var i = 0; i < draws.Count; i++)
        {
            Spoil(draws[i], picture[i], mask[i], neutral[0]);
        }

        var ready = Normalization.Apply(picture);
        long[] padding = [0, Missing(picture.shape[3], multiple), 0, Missing(picture.shape[2], multiple)];
        if (padding.Any(p => p > 0))
        {
            ready = nn.functional.pad(ready, padding, value: 0);
            mask = nn.functional.pad(mask, padding, value: LabelMap.Ignore);
        }

        return new Batch(ready.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope(), numbers);
    }

    private static long Missing(long size, int multiple) => (multiple - (size % multiple)) % multiple;

    // In double precision, as on the CPU: a mask's pixel must not depend on rounding.
    private static (Tensor X, Tensor Y) Coordinates(IReadOnlyList<Draw> draws, Device device)
    {
        var (height, width) = (draws[0].Geometry.Height, draws[0].Geometry.Width);
        if (draws.All(draw => draw.Geometry.IsAffine))
        {
            var maps = tensor([.. draws.SelectMany(draw => Numbers(draw.Geometry.Map))], [draws.Count, 6, 1, 1]).Bring(device);
            var columns = arange(width, ScalarType.Float64, device).add(0.5).view(1, 1, width);
            var rows = arange(height, ScalarType.Float64, device).add(0.5).view(1, height, 1);
            return (Line(maps, 0, columns, rows), Line(maps, 3, columns, rows));
        }

        var (xs, ys) = (new float[draws.Count * height * width], new float[draws.Count * height * width]);
        Parallel.For(0, draws.Count * height, row =>
        {
            for (var x = 0; x < width; x++)
            {
                var (sourceX, sourceY) = draws[row / height].Geometry.Source(x + 0.5, (row % height) + 0.5);
                (xs[(row * width) + x], ys[(row * width) + x]) = ((float)sourceX, (float)sourceY);
            }
        });
        return (tensor(xs, [draws.Count, height, width]).Bring(device), tensor(ys, [draws.Count, height, width]).Bring(device));
    }

    private static double[] Numbers(Affine map) => [map.Xx, map.Xy, map.X0, map.Yx, map.Yy, map.Y0];

    private static Tensor Line(Tensor maps, int first, Tensor columns, Tensor rows) =>
        maps.select(1, first).mul(columns).add(maps.select(1, first + 1).mul(rows)).add(maps.select(1, first + 2)).to(ScalarType.Float32);

    private static Tensor Nearest(Tensor labels, Tensor x, Tensor y)
    {
        var (count, height, width) = (labels.shape[0], labels.shape[1], labels.shape[2]);
        var at = y.floor().clamp(0, height - 1).to(ScalarType.Int64).mul(width).add(x.floor().clamp(0, width - 1).to(ScalarType.Int64));
        return labels.view(count, -1).gather(1, at.view(count, -1)).view(x.shape).to(ScalarType.Int64);
    }

    private static Tensor Bilinear(Tensor images, Tensor x, Tensor y)
    {
        var grid = stack([x.mul(2.0 / images.shape[3]).sub(1), y.mul(2.0 / images.shape[2]).sub(1)], dim: 3);
        return nn.functional.grid_sample(images, grid, mode: GridSampleMode.Bilinear, padding_mode: GridSamplePaddingMode.Border, align_corners: false);
    }

    private static Tensor ChangeColours(IReadOnlyList<Draw> draws, Tensor images)
    {
        if (draws.All(draw => draw.Colour == ColourChange.None))
        {
            return images;
        }

        var (count, device) = (images.shape[0], images.device);
        var matrices = draws.Select(draw => ColourStage.Matrix(draw.Colour, meanGrey: 1)).ToList();
        var linear = tensor([.. matrices.SelectMany(m => new[] { m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10] })], [count, 3, 3]).Bring(device);
        var perGrey = tensor([.. matrices.Select(m => m[3])], [count, 1, 1]).Bring(device);
        var flat = images.view(count, 3, -1);
        var grey = flat.mul(tensor(new[] { 0.299f, 0.587f, 0.114f }).Bring(device).view(1, 3, 1)).sum(1).mean([1]).view(count, 1, 1);
        return linear.bmm(flat).add(perGrey.mul(grey)).clamp(0, 255).view(images.shape);
    }

    private static void Spoil(Draw draw, Tensor image, Tensor mask, Tensor neutral)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (image.shape[1], image.shape[2]);
        if (draw.Blur > 0)
        {
            image.copy_(Blur(image, ColourStage.Kernel(draw.Blur)));
        }

        if (draw.Noise > 0)
        {
            // Drawn on the CPU, so that every device gets the same.
            using var generator = new Generator(draw.Random.NextBits() >> 1);
            image.add_(randn(image.shape, generator: generator).Bring(image.device).mul(draw.Noise)).clamp_(0, 255);
        }

        foreach (var hole in draw.Holes)
        {
            var (left, right) = (Edge(hole.Left, width), Edge(hole.Right, width));
            var (top, bottom) = (Edge(hole.Top, height), Edge(hole.Bottom, height));
            if (left < right && top < bottom)
            {
                image.slice(1, top, bottom, 1).slice(2, left, right, 1).copy_(neutral);
                mask.slice(0, top, bottom, 1).slice(1, left, right, 1).fill_(LabelMap.Ignore);
            }
        }
    }

    private static long Edge(double share, long size) => Math.Clamp((long)(share * size), 0, size);

    private static Tensor Blur(Tensor image, float[] kernel)
    {
        var radius = kernel.Length / 2;
        var weights = tensor(kernel).Bring(image.device);
        var planes = nn.functional.pad(image.unsqueeze(1), [radius, radius, radius, radius], PaddingModes.Replicate);
        var across = nn.functional.conv2d(planes, weights.view(1, 1, 1, -1));
        return nn.functional.conv2d(across, weights.view(1, 1, -1, 1)).squeeze(1);
    }
}
