using System.Net;
using System.Net.Http.Headers;
using SegBook.Display;

namespace SegBook.Cli.Downloads;

/// <summary>Fetches a large file, and goes on where an earlier attempt stopped.</summary>
public sealed class Download : IDisposable
{
    private const int Attempts = 4;
    private const long MostBytes = 4L << 30;
    private readonly HttpClient _http;

    /// <param name="handler">How to reach the network; for tests.</param>
    public Download(HttpMessageHandler? handler = null)
    {
        _http = new HttpClient(handler ?? new SocketsHttpHandler()) { Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SegBook", Compute.Version));
    }

    /// <summary>Fetches <paramref name="address"/> into <paramref name="target"/>; a file that is there already is kept.</summary>
    /// <param name="address">Where from.</param>
    /// <param name="target">Where to; what is not whole yet lies beside it as <c>.part</c>.</param>
    /// <param name="check">Looks at the whole file before it gets its name; what it refuses is deleted, since going on from wrong bytes would never end well.</param>
    /// <param name="progress">Told the bytes that are there and, where the server says so, the bytes there will be.</param>
    /// <param name="cancel">Stops; what was fetched so far is kept.</param>
    /// <exception cref="SegBookException">The server cannot be reached or says no.</exception>
    public async Task Fetch(Uri address, string target, Action<string>? check = null, IProgress<(long Bytes, long? Total)>? progress = null, CancellationToken cancel = default)
    {
        if (File.Exists(target))
        {
            check?.Invoke(target);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        var part = $"{target}.part";
        await Complete(address, part, progress, cancel).ConfigureAwait(false);
        try
        {
            check?.Invoke(part);
        }
        catch (SegBookException)
        {
            File.Delete(part);
            throw;
        }

        File.Move(part, target);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private async Task Complete(Uri address, string part, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = Length(part);
            try
            {
                await Continue(address, part, progress, cancel).ConfigureAwait(false);
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

    /// <summary>Asks for what is missing of <paramref name="part"/> and appends it.</summary>
    private async Task Continue(Uri address, string part, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancel)
    {
        var have = Length(part);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && (response.Content.Headers.ContentRange?.Length ?? have) == have)
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

/// <summary>Shows a download on a progress line, at once: <see cref="Progress{T}"/> would do so from other threads, and out of order.</summary>
public sealed class DownloadProgress(ProgressLine line, string name) : IProgress<(long Bytes, long? Total)>
{
    /// <inheritdoc/>
    public void Report((long Bytes, long? Total) value) => line.Report(value.Total is { } total
        ? $"{ProgressLine.Bar((double)value.Bytes / total)} {name} {value.Bytes / 1e6:0.0} of {total / 1e6:0.0} MB"
        : $"{name} {value.Bytes / 1e6:0.0} MB");
}
