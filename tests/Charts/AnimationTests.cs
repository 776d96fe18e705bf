using System.Buffers.Binary;
using System.Text;
using SegBook.Charts;

namespace SegBook.Tests.Charts;

public sealed class AnimationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-animation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_picture_is_there_for_its_time_and_the_first_is_what_other_viewers_show()
    {
        var file = Save(20, [.. Enumerable.Range(0, 3).Select(i => Picture.Filled(300, 200, (byte)(100 * i), 5, 6))]);

        var chunks = Chunks(file);
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([3, 0], [Number(chunks[1].Data, 0), Number(chunks[1].Data, 4)]);
        Assert.Equal([0, 1, 2, 3, 4], chunks.Where(chunk => chunk.Type is "fcTL" or "fdAT").Select(chunk => Number(chunk.Data, 0)));
        Assert.All(chunks.Where(chunk => chunk.Type == "fcTL"), chunk =>
        {
            Assert.Equal([300, 200, 0, 0], [Number(chunk.Data, 4), Number(chunk.Data, 8), Number(chunk.Data, 12), Number(chunk.Data, 16)]);
            Assert.Equal((1, 20), (BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(20)), BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(22))));
        });
        Assert.Equal(Picture.Filled(300, 200, 0, 5, 6).Rgb, Picture.FromPng(file).Rgb);
    }

    [Fact]
    public void Later_picture_is_whole_when_it_is_made_a_file_of_its_own()
    {
        var noise = new byte[100 * 80 * 3];
        new Random(1).NextBytes(noise);
        var second = new Picture(100, 80, noise);

        var data = Chunks(Save(1, Picture.Filled(100, 80), second)).Single(chunk => chunk.Type == "fdAT").Data[4..];

        Assert.Equal(Chunks(second.ToPng()).Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Data), data);
    }

    /// <summary>A browser refuses a chunk whose check sum is wrong; here it also gives the number of pictures and their times.</summary>
    [BrowserFact]
    public void Browser_plays_it()
    {
        var file = Save(10, Picture.Filled(8, 8, 255, 0, 0), Picture.Filled(8, 8, 0, 0, 255));
        var page = Path.Combine(_folder, "page.html");
        File.WriteAllText(page, $$"""
            <!DOCTYPE html><html><body><pre id="seen"></pre><script>
            (async () => {
              const decoder = new ImageDecoder({type: 'image/png', data: Uint8Array.fromBase64('{{Convert.ToBase64String(file)}}')});
              await decoder.tracks.ready;
              const track = decoder.tracks.selectedTrack, seen = [track.animated, track.frameCount, track.repetitionCount];
              for (let i = 0; i < track.frameCount; i++) {
                const {image} = await decoder.decode({frameIndex: i}), canvas = new OffscreenCanvas(8, 8).getContext('2d');
                canvas.drawImage(image, 0, 0);
                seen.push(image.duration, [...canvas.getImageData(4, 4, 1, 1).data].join(' '));
              }
              document.getElementById('seen').textContent = seen.join(', ');
            })().catch(e => document.getElementById('seen').textContent = e.message);
            </script></body></html>
            """);

        var document = Browser.Document(page, TimeSpan.FromMinutes(1));

        Assert.Contains("true, 2, Infinity, 100000, 255 0 0 255, 100000, 0 0 255 255", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_different_size_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Save(10, Picture.Filled(8, 8), Picture.Filled(8, 9)));

        Assert.Contains("8 x 8 like the first", error.Message, StringComparison.Ordinal);
    }

    private byte[] Save(int framesPerSecond, params Picture[] pictures)
    {
        var path = Path.Combine(_folder, "new", "moving.png");
        Animation.Save(path, pictures, framesPerSecond);
        return File.ReadAllBytes(path);
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length; at += Number(png, at) + 12)
        {
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + Number(png, at))]));
        }

        return chunks;
    }

    private static int Number(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));
}
