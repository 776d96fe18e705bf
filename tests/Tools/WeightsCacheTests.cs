using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using SegBook.Cli.Downloads;
using SegBook.Cli.Weights;
using SegBook.Models;

namespace SegBook.Tests.Tools;

public sealed class WeightsCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-weights").FullName;

    [Fact]
    public void File_with_another_hash_than_its_name_says_is_refused()
    {
        var file = Path.Combine(_folder, "some.pth");
        File.WriteAllText(file, "not it");

        Assert.Contains("b627a593", Assert.Throws<SegBookException>(() => WeightsCache.Take(PretrainedSource.Of("resnet34"), _folder, file)).Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Download_goes_on_after_broken_connections()
    {
        var server = new Server(new byte[300_000], breakAfter: 100_000);
        using var download = new Download(server);

        var path = await WeightsCache.Fetch(server.Source, _folder, download);

        Assert.Equal(server.Content, await File.ReadAllBytesAsync(path));
        Assert.Equal([0L, 100_000L, 200_000L], server.Starts);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Download_with_wrong_content_is_thrown_away()
    {
        var server = new Server(new byte[1000], breakAfter: long.MaxValue);
        using var download = new Download(server);

        await Assert.ThrowsAsync<SegBookException>(() => WeightsCache.Fetch(PretrainedSource.Of("resnet18"), _folder, download));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Without_internet_the_error_says_what_to_copy_where()
    {
        using var download = new Download(new Server([], breakAfter: -1));

        var error = await Assert.ThrowsAsync<SegBookException>(() => WeightsCache.Fetch(PretrainedSource.Of("resnet50"), _folder, download));

        Assert.Contains("https://download.pytorch.org/models/resnet50-0676ba61.pth", error.Message, StringComparison.Ordinal);
        Assert.Contains("--from", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder, "resnet50-0676ba61.pth"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A server that understands ranges and hangs up after so many bytes; fewer than none: it is not there.</summary>
    private sealed class Server(byte[] content, long breakAfter) : HttpMessageHandler
    {
        public byte[] Content => content;

        public List<long> Starts { get; } = [];

        public PretrainedSource Source { get; } = new("resnet18", "test", $"test-{Convert.ToHexStringLower(SHA256.HashData(content))[..8]}.pth", "https://example.org/", "none");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (breakAfter < 0)
            {
                throw new HttpRequestException("Name or service not known");
            }

            var start = request.Headers.Range?.Ranges.First().From ?? 0;
            Starts.Add(start);
            var rest = content[(int)start..];
            var body = new ByteArrayContent(rest.Length > breakAfter ? rest[..(int)breakAfter] : rest);
            body.Headers.ContentLength = rest.Length;
            body.Headers.ContentRange = new ContentRangeHeaderValue(start, content.Length - 1, content.Length);
            return Task.FromResult(new HttpResponseMessage(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = body });
        }
    }
}
