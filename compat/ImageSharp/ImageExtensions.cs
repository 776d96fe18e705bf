using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp;

public static class ImageExtensions
{
    public static void Save(this Image source, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var extension = Path.GetExtension(path);
        if (!PngFormat.Instance.FileExtensions.Contains(extension.TrimStart('.').ToLowerInvariant()))
        {
            throw new UnknownImageFormatException($"No encoder was found for extension '{extension}': PNG is what is written here, so name the file .png.");
        }

        source.Save(path, new PngEncoder());
    }

    public static void Save(this Image source, string path, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(encoder);

        // Encoded first, so that an error leaves no broken file behind.
        using var memory = new MemoryStream();
        source.Save(memory, encoder);
        using var file = File.Create(path);
        file.Write(memory.GetBuffer(), 0, (int)memory.Length);
    }

    public static void Save(this Image source, Stream stream, IImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (format is not PngFormat)
        {
            throw new UnknownImageFormatException($"No encoder was found for {format.Name}: PNG is what is written here.");
        }

        source.Save(stream, new PngEncoder());
    }

    public static void SaveAsPng(this Image source, string path) => source.SaveAsPng(path, null);

    public static void SaveAsPng(this Image source, string path, PngEncoder? encoder) => source.Save(path, encoder ?? new PngEncoder());

    public static void SaveAsPng(this Image source, Stream stream) => source.SaveAsPng(stream, null);

    public static void SaveAsPng(this Image source, Stream stream, PngEncoder? encoder)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.Save(stream, encoder ?? new PngEncoder());
    }
}
