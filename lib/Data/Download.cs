using System.Net;
using System.Net.Http.Headers;

namespace SegBook.Data;

/// <summary>Fetches a large file, and goes on where an earlier attempt stopped.</summary>
internal sealed class Download : IDisposable
{
    private const int Attempts = 4;
    private const long MostBytes = 4L << 30;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public Download() => _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SegBook", Compute.Version));

    /// <summary>Fetches <paramref name="address"/> into <paramref name="target"/>; a file that is there already is kept.</summary>
    /// <exception cref="SegBookException">The server cannot be reached or says no.</exception>
    public async Task Fetch(Uri address, string target, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        if (File.Exists(target))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var part = $"{target}.part";
        for (var attempt = 1; ; attempt++)
        {
            var before = Length(part);
            try
            {
                await Continue(address, part, progress, cancel).ConfigureAwait(false);
                File.Move(part, target);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                // A connection that broke is worth another try, a server that says no is not, nor one that cannot be reached.
                var broke = Length(part) > before;
                if ((attempt >= Attempts && !broke) || e is HttpRequestException { StatusCode: not null } || (Length(part) == 0 && attempt >= 2))
                {
                    throw new SegBookException($"{address} could not be fetched: {e.Message}", e);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private async Task Continue(Uri address, string part, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        var have = Length(part);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have)
        {
            return;   // all of it is there
        }

        response.EnsureSuccessStatusCode();

        // A server that does not know ranges sends the whole file again.
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        have = goesOn ? have : 0;
        var total = have + response.Content.Headers.ContentLength;
        using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 17];
        for (int count; (count = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
            have += count;
            progress?.Report((have, total));
            if (have > MostBytes)
            {
                throw new SegBookException($"{address} goes on after {MostBytes:N0} bytes: that is not the file that was expected.");
            }
        }

        if (have < total)
        {
            throw new IOException($"the connection broke after {have:N0} of {total:N0} bytes.");
        }
    }
}
