using System.Security.Cryptography;
using System.Text.Json;
using SegBook.Tests.Support;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Compat.ImageSharp;

/// <summary>What the real ImageSharp 3.1.12 did, and how to compare with it.</summary>
internal static class GoldenPictures
{
    public static string Folder { get; } = Path.Combine(Shared.Golden, "imagesharp");

    public static JsonElement Expected { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json"))).RootElement;

    public static string PathOf(string file) => Path.Combine(Folder, "files", file);

    /// <summary>The pixels as CopyPixelDataTo gives them.</summary>
    public static byte[] Bytes<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var bytes = new byte[image.Width * image.Height * image.PixelType.BitsPerPixel / 8];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }

    public static string Hash(byte[] pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels));

    /// <summary>Null when the pixels are the recorded ones, else what is wrong.</summary>
    /// <param name="most">The largest difference of a value that passes.</param>
    /// <param name="mean">The mean difference that passes.</param>
    public static string? Compare(JsonElement recorded, byte[] pixels, int width, int height, int most, double mean)
    {
        if (recorded.GetProperty("width").GetInt32() != width || recorded.GetProperty("height").GetInt32() != height)
        {
            return $"size {width} x {height}, recorded {recorded.GetProperty("width")} x {recorded.GetProperty("height")}";
        }

        if (recorded.TryGetProperty("sha256", out var hash) && hash.GetString() == Hash(pixels))
        {
            return null;
        }

        if (most == 0)
        {
            return "other pixels";
        }

        // Where only a hash and means were recorded, the means have to do.
        return recorded.TryGetProperty("raw", out var raw)
            ? Difference(File.ReadAllBytes(Path.Combine(Folder, raw.GetString()!)), pixels, most, mean)
            : Means(recorded, pixels, mean);
    }

    private static string? Means(JsonElement recorded, byte[] pixels, double mean)
    {
        var channels = recorded.GetProperty("mean").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var means = Enumerable.Range(0, channels.Length).Select(c => pixels.Where((_, i) => i % channels.Length == c).Average(value => (double)value)).ToArray();
        return means.Zip(channels).All(pair => Math.Abs(pair.First - pair.Second) <= mean + 1e-3) ? null : $"means {string.Join(' ', means)}";
    }

    private static string? Difference(byte[] recorded, byte[] pixels, int most, double mean)
    {
        if (recorded.Length != pixels.Length)
        {
            return $"{pixels.Length} bytes, recorded {recorded.Length}";
        }

        var differences = recorded.Zip(pixels, (a, b) => Math.Abs(a - b)).ToArray();
        return differences.Max() <= most && differences.Average() <= mean ? null : $"off by up to {differences.Max()}, {differences.Average():0.000} in the mean";
    }
}
