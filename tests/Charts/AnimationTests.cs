using SegBook.Charts;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SegBook.Tests.Support;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Charts;

public sealed class AnimationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-animation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_picture_is_there_for_its_time()
    {
        using var animation = Image.Load<Rgb24>(Save(20, [.. Enumerable.Range(0, 3).Select(i => Picture.Filled(300, 200, (byte)(100 * i), 5, 6))]));

        Assert.Equal((300, 200, 0), (animation.Width, animation.Height, animation.Metadata.GetGifMetadata().RepeatCount));
        Assert.Equal([5, 5, 5], Enumerable.Range(0, 3).Select(i => animation.Frames[i].Metadata.GetGifMetadata().FrameDelay));
        Assert.Equal([0, 100, 200], Enumerable.Range(0, 3).Select(i => (int)animation.Frames[i][150, 100].R));
    }

    /// <summary>The number of pictures, for ever, and their times as a browser sees them.</summary>
    [BrowserFact]
    public void Browser_plays_it()
    {
        var file = Save(10, Picture.Filled(8, 8, 255, 0, 0), Picture.Filled(8, 8, 0, 0, 255));
        var page = Path.Combine(_folder, "page.html");
        File.WriteAllText(page, $$"""
            <!DOCTYPE html><html><body><pre id="seen"></pre><script>
            (async () => {
              const decoder = new ImageDecoder({type: 'image/gif', data: Uint8Array.fromBase64('{{Convert.ToBase64String(file)}}')});
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

        // The page's clock does not wait for the thread that decodes: it may be over before that has begun.
        var document = Enumerable.Range(0, 6).Select(_ => BrowserPage.Document(page)).First(seen => !seen.Contains("<pre id=\"seen\"></pre>", StringComparison.Ordinal));

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
        var path = Path.Combine(_folder, "new", "moving.gif");
        Animation.Save(path, pictures, framesPerSecond);
        return File.ReadAllBytes(path);
    }
}
