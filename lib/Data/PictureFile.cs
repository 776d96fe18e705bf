using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SegBook.Data;

/// <summary>A decoded picture as viewers show it, top row first.</summary>
/// <param name="Height">In pixels, turned.</param>
/// <param name="Width">In pixels, turned.</param>
/// <param name="Values">Red, green, blue of each pixel; empty for a grey mask.</param>
/// <param name="Orientation">As in EXIF: 1 is how it is stored, 2 to 8 were turned or mirrored.</param>
internal sealed record PictureData(int Height, int Width, byte[] Values, int Orientation)
{
    /// <summary>The numbers of a grey mask as they were written; null when it holds colours.</summary>
    public ushort[]? Numbers { get; init; }

    /// <summary>How many bits each number has.</summary>
    public int Bits { get; init; }
}

/// <summary>Reads PNG and JPEG files, whole ones only: the one place where pictures are decoded.</summary>
/// <remarks>ImageSharp fills in rows that a damaged file lacks and allocates what a header claims.
/// A frame that is partly invented must not be trained on, so a file is looked through before it is decoded.</remarks>
internal static class PictureFile
{
    private const long MostPixels = 1L << 27;   // 16,384 x 8,192
    private const int JpegRatio = 4096;         // pixels that a byte of JPEG can stand for, generously

    // No other decoder ever sees a file, whatever it holds.
    private static readonly Configuration Decoders = new(new PngConfigurationModule(), new JpegConfigurationModule());

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a file is one by its name: PNG or JPEG.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg";

    /// <summary>Decodes a picture to red, green, blue.</summary>
    public static PictureData ReadColours(byte[] file, string name) => Read<Rgb24>(file, name);

    /// <summary>Decodes a mask: the numbers of a grey PNG as they are, with or without alpha, else colours.</summary>
    public static PictureData ReadMask(byte[] file, string name)
    {
        if (!IsPng(file) || file.Length <= 25 || (PngColorType)file[25] is not (PngColorType.Grayscale or PngColorType.GrayscaleWithAlpha))
        {
            return ReadColours(file, name);
        }

        // The decoder stretches what has fewer than 16 bits over all of them.
        var mask = Read<L16>(file, name);
        var step = ushort.MaxValue / ((1 << file[24]) - 1);
        var stretched = MemoryMarshal.Cast<byte, ushort>(mask.Values).ToArray();
        return mask with { Values = [], Numbers = Array.ConvertAll(stretched, number => (ushort)(number / step)), Bits = file[24] };
    }

    /// <summary>Whether a file is a PNG by its first bytes.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(PngSignature);

    /// <summary>Another size, smoothly: triangles are bilinear, and average when shrinking over all that a pixel covers.</summary>
    public static byte[] Resize(byte[] rgb, int height, int width, int toHeight, int toWidth)
    {
        using var image = Image.LoadPixelData<Rgb24>(rgb, width, height);
        image.Mutate(context => context.Resize(toWidth, toHeight, KnownResamplers.Triangle));
        var resized = new byte[3 * toHeight * toWidth];
        image.CopyPixelDataTo(resized);
        return resized;
    }

    private static PictureData Read<TPixel>(byte[] file, string name)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        try
        {
            Check(file, name);
            using var image = Image.Load<TPixel>(Decoders, file);
            var orientation = image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value is >= 2 and <= 8 and var turned ? turned : 1;
            if (orientation > 1)
            {
                image.Mutate(context => context.AutoOrient());
            }

            var values = new byte[image.Width * image.Height * Unsafe.SizeOf<TPixel>()];
            image.CopyPixelDataTo(values);
            return new PictureData(image.Height, image.Width, values, orientation);
        }
        catch (Exception e) when (e is not (SegBookException or OutOfMemoryException))
        {
            // A decoder stumbles over damage in many ways; for the reader they are one.
            throw new SegBookException($"{name} is damaged and cannot be read: {e.Message} Get the file again.", e);
        }
    }

    private static void Check(byte[] file, string name)
    {
        if (IsPng(file))
        {
            CheckPng(file, name);
        }
        else
        {
            var hint = file.Length == 0 ? ": it is empty" : file.AsSpan().StartsWith("version https://git-lfs"u8) ? ": it is a Git LFS pointer (run 'git lfs pull')" : "";
            Require(file is [0xFF, 0xD8, 0xFF, ..], $"{name} is neither a PNG nor a JPEG{hint}.");
            CheckJpeg(file, name);
        }
    }

    private static void CheckPng(ReadOnlySpan<byte> file, string name)
    {
        var header = file[PngSignature.Length..];
        Require(header.Length >= 25, CutOff(file, name));
        Require(header[4..].StartsWith("IHDR"u8), $"{name} is damaged: it does not begin with a PNG header. Get the file again.");

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header[8..]), BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        CheckSize(width, height, MostPixels, name);

        // ImageSharp 2.1's decoder never comes back from one narrower than 5 pixels.
        Require(header[20] != 1 || width >= 8, $"{name} is interlaced and only {width} pixels wide, which cannot be read. Save it without interlacing.");
        var bits = header[16] * (header[17] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        using var data = PixelData(file, name);
        Require(Inflates(data, (((width * bits) + 7) / 8 + 1) * height),
            $"{name} is damaged: it claims {width} x {height} pixels, and its {file.Length} bytes do not hold the last rows. Get the file again.");
    }

    // Walks over the chunks, which must lead to the end marker.
    private static MemoryStream PixelData(ReadOnlySpan<byte> file, string name)
    {
        var data = new MemoryStream();
        for (var at = PngSignature.Length; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var kind = file.Slice(at + 4, 4);
            if (kind.SequenceEqual("IEND"u8))
            {
                data.Position = 0;
                return data;
            }

            if (length > file.Length - at - 12)
            {
                break;
            }

            if (kind.SequenceEqual("IDAT"u8))
            {
                data.Write(file.Slice(at + 8, (int)length));
            }

            at += (int)length + 12;
        }

        throw new SegBookException(CutOff(file, name));
    }

    // Interlaced files have more bytes than others, so that less of what they lack is noticed.
    private static bool Inflates(Stream data, long bytes)
    {
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int count; bytes > 0 && (count = inflated.Read(buffer)) > 0;)
            {
                bytes -= count;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return bytes <= 0;
    }

    private static void CheckJpeg(byte[] file, string name)
    {
        Require(Components(file) != 4, $"{name} is a JPEG in CMYK, the colours of printing. Convert it to RGB.");
        Require(file.AsSpan().TrimEnd((byte)0).EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]), CutOff(file, name));
        var info = Image.Identify(Decoders, file, out _) ?? throw new InvalidDataException("No picture was found in it.");
        CheckSize(info.Width, info.Height, Math.Min(MostPixels, (long)file.Length * JpegRatio), name);
    }

    // How many colours the frame's header gives, 0 when there is none: markers lead from one to the next.
    private static int Components(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 < file.Length && file[at] == 0xFF; at += file[at + 1] == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]))
        {
            if (file[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return file[at + 9];
            }
        }

        return 0;
    }

    private static void CheckSize(long width, long height, long most, string name) =>
        Require(width > 0 && height > 0 && width * height <= most, $"{name} claims {width} x {height} pixels. A file of its size can have 1 to {most:N0}.");

    private static string CutOff(ReadOnlySpan<byte> file, string name) => $"{name} is cut off: its {file.Length} bytes have no end marker. Get the file again.";
}
