using System.Buffers.Binary;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Reads JPEG by libjpeg-turbo.</summary>
internal sealed unsafe class JpegCodec : Codec
{
    // A block of 8 x 8 pixels of one colour takes at least 2 bits a component once the tables have been sent; 64 / 0.25 leaves room.
    private const long MostPixelsPerByte = 4096;

    public override IImageFormat Format => JpegFormat.Instance;

    public override bool Knows(ReadOnlySpan<byte> file) => file.Length > 3 && file[0] == 0xFF && file[1] == 0xD8 && file[2] == 0xFF;

    public override ImageInfo Identify(ArraySegment<byte> file) => With(file, (_, header) =>
        new ImageInfo(new PixelTypeInfo(header.IsGrey ? 8 : 24), new Size(header.Width, header.Height), new ImageMetadata { DecodedImageFormat = Format, Orientation = Orientation(file) }));

    public override NaturalPixel NaturalPixel(ArraySegment<byte> file) =>
        With(file, (_, header) => header.IsGrey ? Formats.NaturalPixel.Grey : Formats.NaturalPixel.Colour);

    public override ImageFrame<TPixel> Decode<TPixel>(ArraySegment<byte> file) => With(file, (decoder, header) =>
    {
        if ((long)header.Width * header.Height > file.Count * MostPixelsPerByte)
        {
            throw new InvalidImageContentException($"The JPEG claims {header.Width} x {header.Height} pixels, but its {file.Count} bytes cannot hold them.");
        }

        var pixels = new byte[checked(header.Width * header.Height * (header.IsGrey ? 1 : 3))];
        DecodeInto(decoder, file, header, pixels);
        var frame = new ImageFrame<TPixel>(header.Width, header.Height);
        if (header.IsGrey)
        {
            PixelRows.FromGrey(pixels, frame.Pixels);
        }
        else
        {
            PixelRows.FromRgb(pixels, frame.Pixels);
        }

        return frame;
    });

    // A warning means pixels that are guessed: the picture is refused like one with an error.
    private static void DecodeInto(nint decoder, ArraySegment<byte> file, JpegHeader header, byte[] pixels)
    {
        fixed (byte* data = file.AsSpan(), target = pixels)
        {
            var format = header.IsGrey ? TurboJpeg.PixelGrey : TurboJpeg.PixelRgb;
            if (TurboJpeg.Decode(decoder, data, (nuint)file.Count, target, header.Width, 0, header.Height, format, TurboJpeg.FastUpsample | TurboJpeg.AccurateDct) != 0)
            {
                throw new InvalidImageContentException($"The JPEG is damaged: {TurboJpeg.Error(decoder)}.");
            }
        }
    }

    private static T With<T>(ArraySegment<byte> file, Func<nint, JpegHeader, T> read)
    {
        var decoder = TurboJpeg.CreateDecoder();
        try
        {
            fixed (byte* data = file.AsSpan())
            {
                if (TurboJpeg.ReadHeader(decoder, data, (nuint)file.Count, out var width, out var height, out _, out var colourSpace) != 0)
                {
                    throw new InvalidImageContentException($"The JPEG's header cannot be read: {TurboJpeg.Error(decoder)}.");
                }

                return colourSpace < TurboJpeg.ColourSpaceCmyk
                    ? read(decoder, new JpegHeader(width, height, colourSpace == TurboJpeg.ColourSpaceGrey))
                    : throw new NotSupportedException("JPEG in CMYK, for printing presses, is not read here: convert it to RGB.");
            }
        }
        finally
        {
            _ = TurboJpeg.Destroy(decoder);
        }
    }

    // Walks the segments in front of the scan to the EXIF one.
    private static int Orientation(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xDA)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (file[at + 1] == 0xE1 && at + 2 + length <= file.Length && file[(at + 4)..].StartsWith("Exif\0\0"u8))
            {
                return Exif.Orientation(file.Slice(at + 10, length - 8));
            }

            at += 2 + length;
        }

        return 1;
    }

    private readonly record struct JpegHeader(int Width, int Height, bool IsGrey);
}
