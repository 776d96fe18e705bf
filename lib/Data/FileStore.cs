using System.IO.Compression;

namespace SegBook.Data;

/// <summary>Files below a folder or inside a zip, by their path with forward slashes.</summary>
internal abstract class FileStore : IDisposable
{
    /// <summary>No frame, mask or label list is larger; a zip that claims so is a trap.</summary>
    public const long MostBytes = 256L << 20;

    private const int MostFiles = 200_000;

    protected FileStore(string path, IReadOnlyList<string> files)
    {
        (Path, Files) = (path, files);
        if (files.Count > MostFiles)
        {
            throw new SegBookException($"{path} has {files.Count:N0} files. That is no data set of frames; name the folder that holds them.");
        }
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>A folder, or a zip that is read without unpacking it.</summary>
    /// <exception cref="SegBookException">There is neither, or the zip is damaged.</exception>
    public static FileStore Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new FolderStore(path);
        }

        return File.Exists(path)
            ? new ZipStore(path)
            : throw new SegBookException($"There is no folder or zip {path}. Make the synthetic sequence with './segbook data sample', or get CamSeq01 with './segbook data camseq01'.");
    }

    /// <summary>The bytes of a file. Can be called from several threads.</summary>
    /// <exception cref="SegBookException">The file cannot be read.</exception>
    public abstract byte[] Read(string file);

    /// <summary>How a file is called in messages.</summary>
    public string Describe(string file) => $"{Path}/{file}";

    public virtual void Dispose()
    {
    }

    private sealed class FolderStore(string path) : FileStore(path, List(path))
    {
        public override byte[] Read(string file)
        {
            var full = System.IO.Path.Combine(Path, file);
            try
            {
                var length = new FileInfo(full).Length;
                return length <= MostBytes ? File.ReadAllBytes(full) : throw new SegBookException($"{full} has {length:N0} bytes, more than any frame. Take it out of the folder.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SegBookException($"{full} cannot be read: {e.Message}", e);
            }
        }

        private static List<string> List(string path)
        {
            try
            {
                var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
                return [.. Directory.EnumerateFiles(path, "*", options).Select(file => System.IO.Path.GetRelativePath(path, file).Replace('\\', '/')).Take(MostFiles + 1).Order(StringComparer.Ordinal)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SegBookException($"The folder {path} cannot be read: {e.Message}", e);
            }
        }
    }

    private sealed class ZipStore : FileStore
    {
        private readonly ZipArchive _zip;
        private readonly Dictionary<string, ZipArchiveEntry> _entries;
        private readonly Lock _lock = new();

        public ZipStore(string path)
            : this(path, OpenZip(path))
        {
        }

        private ZipStore(string path, ZipArchive zip)
            : base(path, [.. Usable(zip).Select(entry => entry.FullName).Distinct().Order(StringComparer.Ordinal)])
        {
            _zip = zip;
            _entries = Usable(zip).DistinctBy(entry => entry.FullName).ToDictionary(entry => entry.FullName);
        }

        public override byte[] Read(string file)
        {
            var entry = _entries[file];
            if (entry.Length > MostBytes)
            {
                throw new SegBookException($"{Describe(file)} claims {entry.Length:N0} bytes, more than any frame.");
            }

            // An archive is read by one thread at a time; inflating is a small part of decoding a frame.
            lock (_lock)
            {
                try
                {
                    using var content = entry.Open();
                    return ReadAll(content, entry.Length);
                }
                catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
                {
                    throw new SegBookException($"{Describe(file)} is damaged: {e.Message} Get the zip again.", e);
                }
            }
        }

        public override void Dispose() => _zip.Dispose();

        // The length is only what the directory says: no more than that is read, and no more is set aside than has come.
        private static byte[] ReadAll(Stream content, long length)
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int count; (count = content.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, count);
                if (bytes.Length > length)
                {
                    throw new InvalidDataException($"it is longer than the {length:N0} bytes that the directory of the zip gives.");
                }
            }

            return bytes.Length == length ? bytes.ToArray() : throw new InvalidDataException($"it ends after {bytes.Length:N0} of {length:N0} bytes.");
        }

        private static IEnumerable<ZipArchiveEntry> Usable(ZipArchive zip) =>
            zip.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && !entry.Name.StartsWith('.'));

        private static ZipArchive OpenZip(string path)
        {
            try
            {
                var zip = ZipFile.OpenRead(path);
                _ = zip.Entries.Count;   // reads the directory, and with it notices damage
                return zip;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw new SegBookException($"{path} is not a zip that can be read: {e.Message} Get it again, or name a folder.", e);
            }
        }
    }
}
