namespace SegBook;

/// <summary>Files that are either the old one or the new one, never half of each, whatever happens in between.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside <paramref name="path"/>, brings it to the disk, and puts it in its place in one move.</summary>
    /// <exception cref="SegBookException">The disk is full or refuses; what was there before is still there.</exception>
    internal static void Write(string path, Action<Stream> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"'{path}' could not be written: {e.Message} What was there before is untouched. Make room or choose another folder, then go on.", e);
        }
        finally
        {
            TryDelete(beside);
        }
    }

    internal static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Removes what a killed process left half written.</summary>
    internal static void Sweep(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, ".*.tmp") : [])
        {
            TryDelete(file);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover is only untidy.
        }
    }
}
