using System.Globalization;
using System.Text.Json;
using SegBook.Tests.Support;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Compat.ImageSharp;

/// <summary>Operations, savings and calls, run as the recorded source text.</summary>
public sealed class GoldenCodeTests
{
    private static readonly string[] Blending = ["Bicubic", "Triangle", "Box", "Lanczos3"];

    [GoldenFact("imagesharp")]
    public void Operations_give_the_recorded_pixels()
    {
        var operations = GoldenPictures.Expected.GetProperty("operations").EnumerateArray().ToList();
        var code = new GoldenCode();
        operations.ForEach(operation => code.Add(Name(operation), $"Image<{Text(operation, "pixel")}> image", $"return {Text(operation, "code")};"));

        var failures = operations.Select(operation => Failure(operation, () => Operate(code, operation))).OfType<string>().ToList();

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [GoldenFact("imagesharp")]
    public void Saved_files_give_their_pixels_back()
    {
        var saves = GoldenPictures.Expected.GetProperty("saves").EnumerateArray().ToList();
        var code = new GoldenCode();
        saves.ForEach(save => code.Add(Name(save), $"Image<{Text(save, "pixel")}> image, Stream stream", $"{Text(save, "code")}; return null;"));

        var failures = saves.Select(save => Failure(save, () => Save(code, save))).OfType<string>().ToList();

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [GoldenFact("imagesharp")]
    public void Calls_return_or_throw_what_was_recorded()
    {
        var calls = GoldenPictures.Expected.GetProperty("api").EnumerateArray().ToList();
        var code = new GoldenCode();
        for (var i = 0; i < calls.Count; i++)
        {
            code.Add($"call_{i}", "Image<Rgb24> image, Image<Rgb24> disposed, string folder", Text(calls[i], "code"));
        }

        var failures = calls.Select((call, i) => Call(code, call, $"call_{i}")).OfType<string>().ToList();

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Name(JsonElement element) => "n_" + string.Concat(Text(element, "name").Select(c => char.IsLetterOrDigit(c) ? c : '_'));

    private static string? Failure(JsonElement recorded, Func<string?> run)
    {
        try
        {
            return run() is { } problem ? $"{Text(recorded, "source")} {Text(recorded, "code")}: {problem}" : null;
        }
        catch (NotSupportedException e) when (recorded.TryGetProperty("optional", out _) && e.Message.Length > 20)
        {
            return null;
        }
        catch (Exception e)
        {
            return $"{Text(recorded, "source")} {Text(recorded, "code")}: {e.GetType().Name} {e.Message}";
        }
    }

    private static string? Operate(GoldenCode code, JsonElement operation)
    {
        using var source = Load(operation);
        using var result = (Image)code.Run(Name(operation), source)!;
        var blends = Blending.Any(sampler => Text(operation, "code").Contains(sampler)) || Text(operation, "code").EndsWith("Resize(20, 20))", StringComparison.Ordinal);
        var jpeg = Text(operation, "source").EndsWith(".jpg", StringComparison.Ordinal);
        var pixels = Bytes(result);
        if (result is Image<Rgba32> && blends)
        {
            pixels = WithoutFaintColours(pixels, operation.GetProperty("result"));
        }

        return GoldenPictures.Compare(operation.GetProperty("result"), pixels, result.Width, result.Height, jpeg ? 3 : blends ? 1 : 0, jpeg ? 0.1 : 1);
    }

    // Where next to nothing shows, the colour is rounding noise: the recorded one is put in its place.
    private static byte[] WithoutFaintColours(byte[] pixels, JsonElement recorded)
    {
        var raw = File.ReadAllBytes(Path.Combine(GoldenPictures.Folder, Text(recorded, "raw")));
        for (var i = 0; i < pixels.Length; i += 4)
        {
            if (raw[i + 3] < 16)
            {
                raw.AsSpan(i, 3).CopyTo(pixels.AsSpan(i));
            }
        }

        return pixels;
    }

    private static string? Save(GoldenCode code, JsonElement save)
    {
        using var source = Load(save);
        using var stream = new MemoryStream();
        code.Run(Name(save), source, stream);

        var info = Image.Identify(stream.ToArray()).Metadata.GetPngMetadata();
        var result = save.GetProperty("result");
        var may = save.TryGetProperty("may", out var allowed);
        if (info.ColorType.ToString() != Text(result, "colorType") && !(may && allowed.TryGetProperty("colorType", out _)))
        {
            return $"saved as {info.ColorType}";
        }

        using var back = source switch
        {
            Image<L8> => (Image)Image.Load<L8>(stream.ToArray()),
            Image<L16> => Image.Load<L16>(stream.ToArray()),
            Image<Rgba32> => Image.Load<Rgba32>(stream.ToArray()),
            _ => Image.Load<Rgb24>(stream.ToArray()),
        };
        var identical = Bytes(source).SequenceEqual(Bytes(back));
        return identical == result.GetProperty("reloadIdentical").GetBoolean() || (may && allowed.TryGetProperty("reloadIdentical", out _)) ? null : "other pixels after loading again";
    }

    private static string? Call(GoldenCode code, JsonElement call, string name)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-golden").FullName;
        using var image = new Image<Rgb24>(4, 3);
        var disposed = new Image<Rgb24>(4, 3);
        disposed.Dispose();
        try
        {
            var result = Convert.ToString(code.Run(name, image, disposed, folder), CultureInfo.InvariantCulture);
            return call.TryGetProperty("result", out var recorded) && recorded.GetString() == result ? null : $"{Text(call, "code")} gave {result}; recorded {call}";
        }
        catch (Exception e)
        {
            return call.TryGetProperty("exception", out var type) && type.GetString() == e.GetType().FullName ? null : $"{Text(call, "code")} threw {e.GetType().FullName} {e.Message}; recorded {call}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Image Load(JsonElement recorded)
    {
        var path = GoldenPictures.PathOf(Text(recorded, "source"));
        return Text(recorded, "pixel") switch
        {
            "L8" => Image.Load<L8>(path),
            "L16" => Image.Load<L16>(path),
            "Rgba32" => Image.Load<Rgba32>(path),
            _ => Image.Load<Rgb24>(path),
        };
    }

    private static byte[] Bytes(Image image) => image switch
    {
        Image<L8> grey => GoldenPictures.Bytes(grey),
        Image<L16> grey => GoldenPictures.Bytes(grey),
        Image<Rgba32> colour => GoldenPictures.Bytes(colour),
        _ => GoldenPictures.Bytes((Image<Rgb24>)image),
    };
}
