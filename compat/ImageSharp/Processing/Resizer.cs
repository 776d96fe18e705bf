using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>Resizes: nearest neighbour by picking pixels, everything else by weighted sums, first along rows, then along columns.</summary>
internal static class Resizer
{
    public static void Resize<TPixel>(ReadOnlySpan<TPixel> source, int width, int height, Span<TPixel> target, int newWidth, int newHeight, IResampler sampler)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (width == newWidth && height == newHeight)
        {
            source.CopyTo(target);
        }
        else if (sampler is NearestNeighborSampler)
        {
            Pick(source, width, height, target, newWidth, newHeight);
        }
        else if (typeof(TPixel) == typeof(Rgba32))
        {
            // A transparent pixel's colour must not shine into its neighbours.
            Blend(Premultiplied(MemoryMarshal.Cast<TPixel, Rgba32>(source)), 4, width, height, newWidth, newHeight, sampler, new AlphaSink(), MemoryMarshal.AsBytes(target));
        }
        else if (typeof(TPixel) == typeof(L16))
        {
            throw new NotSupportedException("16-bit grey is resized by nearest neighbour only: clone it as L8 first.");
        }
        else
        {
            var bytes = MemoryMarshal.AsBytes(source);
            var floats = new float[bytes.Length];
            for (var i = 0; i < floats.Length; i++)
            {
                floats[i] = bytes[i];
            }

            Blend(floats, bytes.Length / source.Length, width, height, newWidth, newHeight, sampler, new PlainSink(), MemoryMarshal.AsBytes(target));
        }
    }

    private interface ISink
    {
        void Write(ReadOnlySpan<float> row, Span<byte> target);
    }

    // In single precision, as the original: integers differ for some pairs of sizes.
    private static void Pick<TPixel>(ReadOnlySpan<TPixel> source, int width, int height, Span<TPixel> target, int newWidth, int newHeight)
        where TPixel : unmanaged
    {
        var stepX = width / (float)newWidth;
        var stepY = height / (float)newHeight;
        for (var y = 0; y < newHeight; y++)
        {
            var from = source.Slice((int)(y * stepY) * width, width);
            var to = target.Slice(y * newWidth, newWidth);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[(int)(x * stepX)];
            }
        }
    }

    private static void Blend<TSink>(float[] source, int channels, int width, int height, int newWidth, int newHeight, IResampler sampler, TSink sink, Span<byte> target)
        where TSink : ISink
    {
        var across = ResizeKernel.Of(width, newWidth, sampler);
        var down = ResizeKernel.Of(height, newHeight, sampler);
        var length = newWidth * channels;
        var rows = new float[height * length];
        for (var y = 0; y < height; y++)
        {
            Across(source.AsSpan(y * width * channels, width * channels), rows.AsSpan(y * length, length), channels, across);
        }

        var sum = new float[length];
        for (var y = 0; y < newHeight; y++)
        {
            Array.Clear(sum);
            for (var i = 0; i < down.Counts[y]; i++)
            {
                Accumulate(sum, rows.AsSpan((down.Starts[y] + i) * length, length), down.Weights[(y * down.Width) + i]);
            }

            sink.Write(sum, target.Slice(y * length, length));
        }
    }

    private static void Across(ReadOnlySpan<float> row, Span<float> target, int channels, ResizeKernel kernel)
    {
        for (var x = 0; x < kernel.Starts.Length; x++)
        {
            var weights = kernel.Weights.AsSpan(x * kernel.Width, kernel.Counts[x]);
            var at = kernel.Starts[x] * channels;
            if (channels == 3)
            {
                float red = 0, green = 0, blue = 0;
                foreach (var weight in weights)
                {
                    red += weight * row[at];
                    green += weight * row[at + 1];
                    blue += weight * row[at + 2];
                    at += 3;
                }

                target[3 * x] = red;
                target[(3 * x) + 1] = green;
                target[(3 * x) + 2] = blue;
                continue;
            }

            for (var c = 0; c < channels; c++)
            {
                var sum = 0f;
                for (var i = 0; i < weights.Length; i++)
                {
                    sum += weights[i] * row[at + (i * channels) + c];
                }

                target[(x * channels) + c] = sum;
            }
        }
    }

    private static void Accumulate(Span<float> sum, ReadOnlySpan<float> row, float weight)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var values = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i] * weight;
        }

        for (var i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] += row[i] * weight;
        }
    }

    private static float[] Premultiplied(ReadOnlySpan<Rgba32> source)
    {
        var floats = new float[source.Length * 4];
        for (var i = 0; i < source.Length; i++)
        {
            var alpha = source[i].A / 255f;
            floats[4 * i] = source[i].R * alpha;
            floats[(4 * i) + 1] = source[i].G * alpha;
            floats[(4 * i) + 2] = source[i].B * alpha;
            floats[(4 * i) + 3] = source[i].A;
        }

        return floats;
    }

    private static byte ToByte(float value) => (byte)(Math.Clamp(value, 0, 255) + 0.5f);

    private readonly struct PlainSink : ISink
    {
        public void Write(ReadOnlySpan<float> row, Span<byte> target)
        {
            for (var i = 0; i < row.Length; i++)
            {
                target[i] = ToByte(row[i]);
            }
        }
    }

    private readonly struct AlphaSink : ISink
    {
        public void Write(ReadOnlySpan<float> row, Span<byte> target)
        {
            for (var i = 0; i < row.Length; i += 4)
            {
                var divisor = row[i + 3] > 0 ? 255f / row[i + 3] : 0;
                target[i] = ToByte(row[i] * divisor);
                target[i + 1] = ToByte(row[i + 1] * divisor);
                target[i + 2] = ToByte(row[i + 2] * divisor);
                target[i + 3] = ToByte(row[i + 3]);
            }
        }
    }
}
