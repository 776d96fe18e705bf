using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public abstract partial class Image
{
    public static IImageFormat DetectFormat(string path) => Codec.Detect(ReadFile(path)).Format;

    public static IImageFormat DetectFormat(Stream stream) => Codec.Detect(ReadAll(stream)).Format;

    public static IImageFormat DetectFormat(ReadOnlySpan<byte> buffer) => Codec.Detect(Copy(buffer)).Format;

    public static ImageInfo Identify(string path) => Identified(ReadFile(path));

    public static ImageInfo Identify(Stream stream) => Identified(ReadAll(stream));

    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => Identified(Copy(buffer));

    public static Image Load(string path) => LoadAny(ReadFile(path));

    public static Image Load(Stream stream) => LoadAny(ReadAll(stream));

    public static Image Load(ReadOnlySpan<byte> buffer) => LoadAny(Copy(buffer));

    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadAs<TPixel>(ReadFile(path));

    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadAs<TPixel>(ReadAll(stream));

    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadAs<TPixel>(Copy(data));

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var length = ImageFrame<TPixel>.Length(width, height);
        return data.Length >= length
            ? new Image<TPixel>(new ImageFrame<TPixel>(width, height, data[..length].ToArray()), new())
            : throw new ArgumentOutOfRangeException(nameof(data), $"{width} x {height} pixels are {length}, the data has {data.Length}.");
    }

    private static Image<TPixel> LoadAs<TPixel>(ArraySegment<byte> file)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var codec = Codec.Detect(file);
        var metadata = codec.Identify(file).Metadata;
        return new Image<TPixel>(codec.Decode<TPixel>(file), metadata);
    }

    private static Image LoadAny(ArraySegment<byte> file) => Codec.Detect(file).NaturalPixel(file) switch
    {
        NaturalPixel.Grey => LoadAs<L8>(file),
        NaturalPixel.Grey16 => LoadAs<L16>(file),
        NaturalPixel.Colour => LoadAs<Rgb24>(file),
        _ => LoadAs<Rgba32>(file),
    };

    private static ImageInfo Identified(ArraySegment<byte> file) => Codec.Detect(file).Identify(file);

    private static byte[] ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.ReadAllBytes(path);
    }

    private static ArraySegment<byte> ReadAll(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is MemoryStream memory && memory.TryGetBuffer(out var whole))
        {
            var rest = whole[(int)Math.Min(memory.Position, whole.Count)..];
            memory.Position = memory.Length;
            return rest;
        }

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new ArraySegment<byte>(copy.GetBuffer(), 0, (int)copy.Length);
    }

    // An empty span is an error of its own in the original, too.
    private static byte[] Copy(ReadOnlySpan<byte> data) =>
        data.IsEmpty ? throw new ArgumentNullException(nameof(data), "The data of the picture is empty.") : data.ToArray();
}
