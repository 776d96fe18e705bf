using System.Text.Json;
using SegBook.Tests.Support;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Compat.ImageSharp;

/// <summary>118 small files, whole, odd and damaged, loaded as the real ImageSharp loads them.</summary>
public sealed class GoldenFilesTests
{
    private static bool IsReal => typeof(Image).Assembly.GetType("SixLabors.ImageSharp.Configuration") is not null;

    [GoldenFact("imagesharp")]
    public void Files_of_every_kind_detect_identify_and_load_as_recorded()
    {
        var failures = new List<string>();
        foreach (var file in GoldenPictures.Expected.GetProperty("files").EnumerateObject())
        {
            // The real one gives gigabytes for these.
            if (file.Name.Contains("huge-") && IsReal)
            {
                continue;
            }

            var path = GoldenPictures.PathOf(file.Name);
            Check(failures, file, "DetectFormat", () => Image.DetectFormat(path).Name == file.Value.GetProperty("DetectFormat").GetString() ? null : "another format");
            Check(failures, file, "Identify", () => Identify(file.Value, path));
            Check(failures, file, "Load<Rgb24>", () => Load<Rgb24>(file, "Load<Rgb24>"));
            Check(failures, file, "Load<L8>", () => Load<L8>(file, "Load<L8>"));
            Check(failures, file, "Load<Rgba32>", () => Load<Rgba32>(file, "Load<Rgba32>"));
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [GoldenFact("imagesharp")]
    public void Load_without_a_pixel_type_takes_the_one_of_the_file()
    {
        foreach (var file in GoldenPictures.Expected.GetProperty("files").EnumerateObject().Where(file => file.Name.StartsWith("png-", StringComparison.Ordinal)))
        {
            var pixel = file.Value.GetProperty("Load").TryGetProperty("pixel", out var name) ? name.GetString() : null;
            if (pixel is not ("L8" or "L16" or "Rgb24" or "Rgba32"))
            {
                continue;
            }

            using var image = Image.Load(GoldenPictures.PathOf(file.Name));

            Assert.Equal(pixel, image.GetType().GenericTypeArguments[0].Name);
        }
    }

    [GoldenFact("imagesharp")]
    public void Load_from_a_stream_and_from_bytes_gives_the_same_as_from_a_path()
    {
        var path = GoldenPictures.PathOf("png-rgb8-interlaced.png");
        using var fromPath = Image.Load<Rgb24>(path);
        using var stream = File.OpenRead(path);
        using var fromStream = Image.Load<Rgb24>(stream);
        using var fromBytes = Image.Load<Rgb24>(File.ReadAllBytes(path));

        Assert.Equal(GoldenPictures.Bytes(fromPath), GoldenPictures.Bytes(fromStream));
        Assert.Equal(GoldenPictures.Bytes(fromPath), GoldenPictures.Bytes(fromBytes));
    }

    private static void Check(List<string> failures, JsonProperty file, string what, Func<string?> run)
    {
        var recorded = file.Value.GetProperty(what);
        var may = file.Value.TryGetProperty("may", out var allowed) ? allowed : default;
        string? problem;
        try
        {
            problem = run();
            if (problem is null && IsException(recorded))
            {
                problem = may.ValueKind == JsonValueKind.Object && may.TryGetProperty(what == "Identify" ? "identify" : "sha256", out _) ? null : "no exception";
            }
        }
        catch (Exception e)
        {
            problem = Passes(recorded, may, e) ? null : $"{e.GetType().Name}: {e.Message}";
        }

        if (problem is not null)
        {
            failures.Add($"{file.Name}, {what}: {problem}; recorded {recorded}");
        }
    }

    private static bool IsException(JsonElement recorded) => recorded.ValueKind == JsonValueKind.Object && recorded.TryGetProperty("exception", out _);

    private static bool Passes(JsonElement recorded, JsonElement may, Exception e)
    {
        var name = e.GetType().FullName;
        return (IsException(recorded) && recorded.GetProperty("exception").GetString() == name)
            || (may.ValueKind == JsonValueKind.Object && may.TryGetProperty("throw", out var types) && types.EnumerateArray().Any(type => type.GetString() == name));
    }

    private static string? Identify(JsonElement file, string path)
    {
        var info = Image.Identify(path);
        var recorded = file.GetProperty("Identify");
        if (IsException(recorded))
        {
            return null;
        }

        if (info.Width != recorded.GetProperty("width").GetInt32() || info.Height != recorded.GetProperty("height").GetInt32())
        {
            return $"{info.Width} x {info.Height}";
        }

        if (!recorded.TryGetProperty("colorType", out var colorType))
        {
            return null;
        }

        var png = info.Metadata.GetPngMetadata();
        var same = png.ColorType.ToString() == colorType.GetString() && (int?)png.BitDepth == recorded.GetProperty("bitDepth").GetInt32()
            && png.InterlaceMethod.ToString() == recorded.GetProperty("interlace").GetString() && info.PixelType.BitsPerPixel == recorded.GetProperty("bitsPerPixel").GetInt32()
            && (!recorded.TryGetProperty("colours", out var colours) || png.ColorTable?.Length == colours.GetInt32());
        return same ? null : $"{png.ColorType} {png.BitDepth} {png.InterlaceMethod} {info.PixelType.BitsPerPixel} {png.ColorTable?.Length}";
    }

    private static string? Load<TPixel>(JsonProperty file, string what)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var image = Image.Load<TPixel>(GoldenPictures.PathOf(file.Name));
        var recorded = file.Value.GetProperty(what);
        var pixels = GoldenPictures.Bytes(image);
        if (file.Value.TryGetProperty("may", out var may) && may.TryGetProperty("sha256", out var hashes) && hashes.GetProperty(what).GetString() == GoldenPictures.Hash(pixels))
        {
            return null;   // the true pixels, which the real one got wrong
        }

        if (IsException(recorded) || recorded.TryGetProperty("note", out _))
        {
            return IsException(recorded) && may.ValueKind == JsonValueKind.Object && may.TryGetProperty("sha256", out _) ? "other pixels" : null;
        }

        var jpeg = file.Value.GetProperty("DetectFormat").GetString() == "JPEG";
        var guessed = file.Name.StartsWith("bad-", StringComparison.Ordinal);   // what is not in the file may be filled in differently
        return GoldenPictures.Compare(recorded, pixels, image.Width, image.Height, !jpeg ? 0 : guessed ? 255 : 3, guessed ? 1 : 0.1);
    }
}
