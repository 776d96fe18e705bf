using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes one PNG file.</summary>
internal sealed class PngWriter<TPixel>(Image<TPixel> image, PngEncoder encoder, Stream stream)
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly PngLayout _layout = PngLayout.For(image, encoder);
    private uint _sequence;

    public void Write()
    {
        stream.Write(PngFile.Signature);
        WriteHeader();
        WritePalette();
        var animated = image.Frames.Count > 1;
        if (animated)
        {
            WriteChunk("acTL", [.. Big((uint)image.Frames.Count), .. Big(image.Metadata.Png.RepeatCount)]);
        }

        foreach (var frame in image.Frames)
        {
            if (animated)
            {
                WriteFrameControl(frame);
            }

            var data = Deflate(frame);
            if (frame == image.Frames.RootFrame)
            {
                WriteChunk("IDAT", data);
            }
            else
            {
                WriteChunk("fdAT", [.. Big(_sequence++), .. data]);
            }
        }

        WriteChunk("IEND", []);
    }

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private void WriteHeader() =>
        WriteChunk("IHDR", [.. Big((uint)image.Width), .. Big((uint)image.Height), (byte)_layout.BitDepth, (byte)_layout.ColorType, 0, 0, 0]);

    private void WritePalette()
    {
        if (_layout.ColorType != PngColorType.Palette)
        {
            return;
        }

        WriteChunk("PLTE", [.. _layout.Palette.SelectMany(colour => new[] { colour.R, colour.G, colour.B })]);
        if (_layout.Palette.Any(colour => colour.A < byte.MaxValue))
        {
            WriteChunk("tRNS", [.. _layout.Palette.Select(colour => colour.A)]);
        }
    }

    // Frames always cover the whole picture.
    private void WriteFrameControl(ImageFrame<TPixel> frame)
    {
        var metadata = frame.Metadata.Png;
        var delay = metadata.FrameDelay;
        byte[] time = [.. Big(delay.Numerator)[2..], .. Big(delay.Denominator)[2..]];
        WriteChunk("fcTL", [.. Big(_sequence++), .. Big((uint)frame.Width), .. Big((uint)frame.Height), .. Big(0), .. Big(0), .. time, (byte)metadata.DisposalMethod, (byte)metadata.BlendMethod]);
    }

    private byte[] Deflate(ImageFrame<TPixel> frame)
    {
        using var memory = new MemoryStream();
        using (var deflater = new ZLibStream(memory, new ZLibCompressionOptions { CompressionLevel = (int)encoder.CompressionLevel }, leaveOpen: true))
        {
            var filter = new PngRowFilter(encoder.FilterMethod ?? (_layout.ColorType == PngColorType.Palette ? PngFilterMethod.None : PngFilterMethod.Adaptive), _layout.PixelBytes, frame.Width * _layout.PixelBytes);
            for (var y = 0; y < frame.Height; y++)
            {
                FillRow(frame.Pixels.Slice(y * frame.Width, frame.Width), filter.Row);
                deflater.Write(filter.Next());
            }
        }

        return memory.ToArray();
    }

    private void FillRow(ReadOnlySpan<TPixel> pixels, Span<byte> row)
    {
        switch (_layout.ColorType, _layout.BitDepth)
        {
            case (PngColorType.Rgb, 8):
                PixelRows.Convert(pixels, MemoryMarshal.Cast<byte, Rgb24>(row));
                break;
            case (PngColorType.RgbWithAlpha, 8):
                PixelRows.Convert(pixels, MemoryMarshal.Cast<byte, Rgba32>(row));
                break;
            case (PngColorType.Grayscale, 8):
                PixelRows.Convert(pixels, MemoryMarshal.Cast<byte, L8>(row));
                break;
            case (PngColorType.Grayscale, 16):
                FillGrey16(pixels, row);
                break;
            default:
                FillSamples(pixels, row);
                break;
        }
    }

    private static void FillGrey16(ReadOnlySpan<TPixel> pixels, Span<byte> row)
    {
        var grey = new L16[pixels.Length];
        PixelRows.Convert<TPixel, L16>(pixels, grey);
        for (var i = 0; i < grey.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(row[(2 * i)..], grey[i].PackedValue);
        }
    }

    private void FillSamples(ReadOnlySpan<TPixel> pixels, Span<byte> row)
    {
        var colour = default(Rgba32);
        var at = 0;
        foreach (var pixel in pixels)
        {
            pixel.ToRgba32(ref colour);
            ReadOnlySpan<byte> samples = _layout.ColorType switch
            {
                PngColorType.Palette => [_layout.IndexOf(colour)],
                PngColorType.GrayscaleWithAlpha => [Luminance.Of(colour.R, colour.G, colour.B), colour.A],
                PngColorType.Rgb => [colour.R, colour.G, colour.B],
                _ => [colour.R, colour.G, colour.B, colour.A],
            };
            foreach (var sample in samples)
            {
                row[at++] = sample;
                if (_layout.BitDepth == 16)
                {
                    row[at++] = sample;   // v * 257
                }
            }
        }
    }

    private void WriteChunk(string name, byte[] data)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(name), .. data];
        stream.Write(Big((uint)data.Length));
        stream.Write(body);
        stream.Write(Big(Crc32.Of(body)));
    }
}
