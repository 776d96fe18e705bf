using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using SegBook.Data;
using SegBook.Tests.Support;

namespace SegBook.Tests.Data;

/// <summary>122 small files, whole, odd and damaged: each is read as it should be or refused with a clear error, and none hangs the decoder.</summary>
public sealed class PictureFileTests
{
    // ImageSharp 2.1 has endless loops for narrow interlaced files, and cannot put together pixel data in pieces of one byte.
    private static readonly string[] WholeButRefused = ["png-interlaced-size-1x1.png", "png-interlaced-size-3x2.png", "png-idat-of-1-byte.png", "jpeg-cmyk.jpg"];

    [GoldenFact("imagesharp/files")]
    public void Every_recorded_file_is_read_right_or_refused_and_none_hangs()
    {
        var folder = Path.Combine(Shared.Golden, "imagesharp");
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));

        var results = ReadInAnotherProcess(Path.Combine(folder, "files"));

        var files = recorded.RootElement.GetProperty("files").EnumerateObject().ToList();
        Assert.True(files.Count > 100);
        Assert.Empty(files.Select(file => Problem(file, results[file.Name])).OfType<string>());
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(4, 4)]
    [InlineData(7, 2)]
    public void Interlaced_picture_narrower_than_eight_pixels_is_refused_before_it_is_decoded(int width, int height)
    {
        byte[] header =
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, 0, 0, 0, 1, 0, 0, 0, 0,
            0, 0, 0, 4, .. "IDAT"u8, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, .. "IEND"u8, 0, 0, 0, 0,
        ];

        var error = Assert.Throws<SegBookException>(() => PictureFile.ReadMask(header, "mask.png"));

        Assert.Contains($"mask.png is interlaced and only {width} pixels wide", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What the other process does: one line a file, with its size and the hash of its pixels, or why it was refused.</summary>
    internal static void ReadAll(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            try
            {
                var picture = PictureFile.ReadColours(File.ReadAllBytes(path), name);
                Console.WriteLine($"{name}\t{picture.Width}x{picture.Height}\t{Convert.ToHexStringLower(SHA256.HashData(picture.Values))}");
            }
            catch (SegBookException e)
            {
                Console.WriteLine($"{name}\trefused\t{e.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    // A decoder that does not come back can only be stopped with its process.
    private static Dictionary<string, string[]> ReadInAnotherProcess(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PictureFileTests).Assembly.Location, "read-pictures", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (lines, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            process.WaitForExit();
            Assert.Fail($"The decoder hangs after:\n{lines.Result}");
        }

        Assert.True(process.ExitCode == 0, errors.Result);
        return lines.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(line => line[0], line => line[1..]);
    }

    private static string? Problem(JsonProperty file, string[] result)
    {
        var expected = file.Value.GetProperty("Load<Rgb24>");
        if (result[0] == "refused")
        {
            var mayBe = file.Name.StartsWith("bad-", StringComparison.Ordinal) || file.Name.StartsWith("other-", StringComparison.Ordinal) || WholeButRefused.Contains(file.Name);
            return mayBe && result[1].StartsWith(file.Name, StringComparison.Ordinal) ? null : $"{file.Name}: {result[1]}";
        }

        // Of a JPEG, the size: other processors round a pixel otherwise. What was recorded is not turned as EXIF says.
        var (width, height) = (expected.GetProperty("width"), expected.GetProperty("height"));
        var isTurned = file.Name.Contains("orientation6", StringComparison.Ordinal);
        var isRight = expected.TryGetProperty("sha256", out var hash) && result[0] == (isTurned ? $"{height}x{width}" : $"{width}x{height}")
            && (isTurned || hash.GetString() == result[1] || file.Value.GetProperty("DetectFormat").ToString() == "JPEG");
        return isRight ? null : $"{file.Name}: read as {string.Join(' ', result)}, expected {expected}";
    }
}
