using System.Buffers.Binary;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Data;

/// <summary>Reads PNG and JPEG files, whole ones only.</summary>
/// <remarks>An image library may fill in what a damaged file lacks and allocate whatever a header claims.
/// A frame that is partly synthetic must not be trained on, so the file is looked through before it is decoded.</remarks>
internal static class PictureFile
{
    /// <summary>Pixels of the largest picture that is read: 16,384 x 8,192.</summary>
    public const long MostPixels = 1L << 27;

    private const int DeflateRatio = 1032;   // deflate packs at most this many bytes into one
    private const int JpegRatio = 4096;      // pixels that a byte of JPEG can stand for, generously

    // No other decoder ever sees a file, whatever it holds.
    private static readonly Configuration Decoders = new(new PngConfigurationModule(), new JpegConfigurationModule());

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Decodes a picture to interleaved red, green, blue.</summary>
    /// <exception cref="SegBookException">The file is damaged, too large, or neither PNG nor JPEG.</exception>
    public static Pixels ReadColours(byte[] file, string name) => Decode(file, name, () =>
    {
        using var image = Image.Load<Rgb24>(Decoders, file);
        var rgb = new byte[3 * image.Width * image.Height];
        image.CopyPixelDataTo(rgb);
        return new Pixels(image.Width, image.Height, rgb, IsGrey: false);
    });

    /// <summary>Decodes a mask: class indices of a grey PNG as they are, else colours.</summary>
    /// <exception cref="SegBookException">The file is damaged, too large, or neither PNG nor JPEG.</exception>
    public static Pixels ReadMask(byte[] file, string name) => !IsGreyPng(file) ? ReadColours(file, name) : Decode(file, name, () =>
    {
        using var image = Image.Load<L8>(Decoders, file);
        var values = new byte[image.Width * image.Height];
        image.CopyPixelDataTo(values);
        return new Pixels(image.Width, image.Height, values, IsGrey: true);
    });

    /// <summary>Only the size, from the header.</summary>
    /// <exception cref="SegBookException">The file is damaged or neither PNG nor JPEG.</exception>
    public static (int Width, int Height) ReadSize(byte[] file, string name)
    {
        var size = Check(file, name);
        return (size.Width, size.Height);
    }

    private static Pixels Decode(byte[] file, string name, Func<Pixels> decode)
    {
        Check(file, name);
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not (SegBookException or OutOfMemoryException))
        {
            // A decoder stumbles over damage in many ways; for the reader they are one.
            throw new SegBookException($"{name} is damaged and cannot be read: {e.Message} Get the file again.", e);
        }
    }

    private static Size Check(byte[] file, string name)
    {
        var size = file.AsSpan().StartsWith(PngSignature) ? CheckPng(file, name)
            : file is [0xFF, 0xD8, 0xFF, ..] ? CheckJpeg(file, name)
            : throw new SegBookException($"{name} is neither a PNG nor a JPEG{Hint(file)}.");
        return (long)size.Width * size.Height <= MostPixels
            ? size
            : throw new SegBookException($"{name} has {size.Width} x {size.Height} pixels. The largest picture that is read has {MostPixels:N0}.");
    }

    private static string Hint(byte[] file) =>
        file.Length == 0 ? ": it is empty"
        : file.AsSpan().StartsWith("version https://git-lfs"u8) ? ": it is a Git LFS pointer (run 'git lfs pull')"
        : "";

    // Walks over the chunks: they must lead to the end marker, and their pixel data must be able to hold the picture.
    private static Size CheckPng(ReadOnlySpan<byte> file, string name)
    {
        var at = PngSignature.Length;
        long data = 0;
        while (at + 12 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var kind = file.Slice(at + 4, 4);
            if (kind.SequenceEqual("IEND"u8))
            {
                return CheckPngSize(file, data, name);
            }

            if (length > file.Length - at - 12)
            {
                break;
            }

            data += kind.SequenceEqual("IDAT"u8) ? length : 0;
            at += (int)length + 12;
        }

        throw new SegBookException($"{name} is cut off: its {file.Length} bytes have no end marker. Get the file again.");
    }

    private static Size CheckPngSize(ReadOnlySpan<byte> file, long data, string name)
    {
        var header = file[PngSignature.Length..];
        if (header.Length < 25 || !header[4..].StartsWith("IHDR"u8))
        {
            throw new SegBookException($"{name} is damaged: it does not begin with a PNG header.");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header[8..]), BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        var bits = (long)header[16] * (header[17] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || (((width * bits) + 7) / 8) * (double)height > (double)data * DeflateRatio)
        {
            throw new SegBookException($"{name} claims {width} x {height} pixels, which its {file.Length} bytes cannot hold.");
        }

        if (header[20] == 1 && width < 8)
        {
            // ImageSharp 2.1's decoder never comes back from one narrower than 5 pixels.
            throw new SegBookException($"{name} is interlaced and only {width} pixels wide, which cannot be read. Save it without interlacing.");
        }

        return PngProbe.LacksRows(file, (int)width, (int)height, (int)bits)
            ? throw new SegBookException($"{name} is damaged: the pixels of its last rows are missing. Get the file again.")
            : new Size((int)width, (int)height);
    }

    private static Size CheckJpeg(byte[] file, string name)
    {
        var end = file.AsSpan().TrimEnd((byte)0);
        if (!end.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]))
        {
            throw new SegBookException($"{name} is cut off: its {file.Length} bytes have no end marker. Get the file again.");
        }

        try
        {
            var info = Image.Identify(Decoders, file, out _) ?? throw new InvalidDataException("No picture was found in it.");
            return (long)info.Width * info.Height <= (long)file.Length * JpegRatio
                ? new Size(info.Width, info.Height)
                : throw new SegBookException($"{name} claims {info.Width} x {info.Height} pixels, which its {file.Length} bytes cannot hold.");
        }
        catch (Exception e) when (e is not (SegBookException or OutOfMemoryException))
        {
            throw new SegBookException($"{name} is damaged and cannot be read: {e.Message} Get the file again.", e);
        }
    }

    private static bool IsGreyPng(ReadOnlySpan<byte> file) => file.StartsWith(PngSignature) && file.Length > 25 && file[25] == (byte)PngColorType.Grayscale;

    /// <summary>A decoded picture.</summary>
    /// <param name="Width">In pixels.</param>
    /// <param name="Height">In pixels.</param>
    /// <param name="Values">Top row first: red, green, blue of each pixel, or one grey value.</param>
    /// <param name="IsGrey">One value a pixel, not three.</param>
    internal sealed record Pixels(int Width, int Height, byte[] Values, bool IsGrey);
}
