using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>libjpeg-turbo's TurboJPEG API, loaded when the first JPEG is read.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int PixelRgb = 0;
    public const int PixelGrey = 6;
    public const int ColourSpaceGrey = 2;
    public const int ColourSpaceCmyk = 3;

    /// <summary>Chroma is repeated, not smoothed, as ImageSharp does.</summary>
    public const int FastUpsample = 256;
    public const int AccurateDct = 4096;
    private const string Library = "libturbojpeg.so.0";

    /// <exception cref="NotSupportedException">The library is not installed.</exception>
    public static nint CreateDecoder()
    {
        try
        {
            return tjInitDecompress();
        }
        catch (DllNotFoundException e)
        {
            throw new NotSupportedException($"Reading JPEG needs {Library}: install the package libturbojpeg0 (Debian, Ubuntu: apt-get install libturbojpeg0).", e);
        }
    }

    public static string Error(nint decoder) => Marshal.PtrToStringUTF8(tjGetErrorStr2(decoder)) ?? "unknown error";

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int ReadHeader(nint decoder, byte* data, nuint length, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decode(nint decoder, byte* data, nuint length, byte* target, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint decoder);
}
