using System.Globalization;
using System.IO.Compression;
using static SegBook.SegBookException;

namespace SegBook.Data;

/// <summary>Files below a folder or inside a zip, by their path with forward slashes. Can be used from several threads at once.</summary>
internal sealed class FileStore : IDisposable
{
    /// <summary>No frame, mask or label list is larger; a zip that claims so is a trap.</summary>
    private const long MostBytes = 256L << 20;

    private const int MostFiles = 200_000;

    private readonly ZipArchive? _zip;
    private readonly Lock _lock = new();

    private FileStore(string path, IEnumerable<string> files, ZipArchive? zip)
    {
        (Path, _zip) = (path, zip);
        Files = [.. files.Take(MostFiles + 1).Order(StringComparer.Ordinal)];
        Require(Files.Count <= MostFiles, $"{path} has more than {MostFiles:N0} files. That is no dataset of frames; name the folder that holds them.");
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>A folder, or a zip that is read without unpacking it.</summary>
    public static FileStore Open(string path)
    {
        try
        {
            return Directory.Exists(path) ? new FileStore(path, FilesBelow(path), null)
                : File.Exists(path) ? OpenZip(path)
                : throw new SegBookException($"There is no folder or zip {path}. Make the synthetic sequence with './segbook data sample', or get CamSeq01 with './segbook data camseq01'.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new SegBookException($"{path} cannot be read: {e.Message} Name a folder of frames, or get the zip again.", e);
        }
    }

    public byte[] Read(string file)
    {
        try
        {
            if (_zip is null)
            {
                using var content = File.OpenRead(System.IO.Path.Combine(Path, file));
                return ReadAll(content, content.Length);
            }

            // An archive is read by one thread at a time; inflating is a small part of decoding a frame.
            lock (_lock)
            {
                var entry = _zip.GetEntry(file)!;
                using var content = entry.Open();
                return ReadAll(content, entry.Length);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new SegBookException($"{Describe(file)} cannot be read: {e.Message} Get the file again.", e);
        }
    }

    /// <summary>How a file is called in messages.</summary>
    public string Describe(string file) => $"{Path}/{file}";

    public void Dispose() => _zip?.Dispose();

    private static FileStore OpenZip(string path)
    {
        var zip = ZipFile.OpenRead(path);
        try
        {
            var visible = zip.Entries.Where(entry => entry.Name.Length > 0 && !entry.Name.StartsWith('.') && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal));
            return new FileStore(path, visible.Select(entry => entry.FullName).Distinct(), zip);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> FilesBelow(string folder)
    {
        var hidden = FileAttributes.Hidden | FileAttributes.System;
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = hidden };
        return Directory.EnumerateFiles(folder, "*", options).Select(file => System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'));
    }

    // The length is what a directory says: no more than that is read, and no more is set aside than has come.
    private static byte[] ReadAll(Stream content, long length)
    {
        if (length > MostBytes)
        {
            throw new InvalidDataException($"it has {length:N0} bytes, more than any frame.");
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; bytes.Length <= length && (count = content.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
        }

        return bytes.Length == length
            ? bytes.ToArray()
            : throw new InvalidDataException($"it has {(bytes.Length > length ? "more" : "fewer")} than the {length:N0} bytes that its directory gives.");
    }
}

/// <summary>A picture and its mask, as paths in a <see cref="FileStore"/>.</summary>
internal sealed record FramePair(string Name, int Number, string Image, string Mask);

/// <summary>Finds which file is the mask of which picture, in the forms that CamSeq01 and CamVid come in.</summary>
/// <remarks><c>NAME.png</c> with <c>NAME_L.png</c> beside it (CamSeq01), or in a folder of masks (<c>701_StillsRaw_full</c> with <c>LabeledApproved_full</c>,
/// <c>train</c> with <c>train_labels</c>); or the same name in a folder of masks (SegNet's <c>train</c> with <c>trainannot</c>). Frames are ordered by name.</remarks>
internal static class FrameLayout
{
    private const string MaskSuffix = "_L";
    private static readonly string[] MaskFolders = ["_labels", "labels", "annot", "_masks", "masks", "labeledapproved_full", "_mask", "_label"];

    public static (IReadOnlyList<FramePair> Pairs, string Description) Find(FileStore store)
    {
        var pictures = store.Files.Where(PictureFile.IsPicture).ToLookup(IsMask);
        var masks = pictures[true].ToLookup(Key, StringComparer.Ordinal);
        Require(pictures[false].Any() && masks.Count > 0,
            $"{store.Path} has {pictures[false].Count()} pictures and {pictures[true].Count()} masks. Expected NAME.png with NAME_L.png beside it, "
            + "or a folder of masks such as train_labels, trainannot or LabeledApproved_full beside the folder of pictures.");

        var pairs = pictures[false].Select(image => new FramePair(Stem(image), Number(image), image, Match([.. masks[Stem(image)]], Folder(image))
            ?? throw new SegBookException($"{store.Describe(image)} has no mask: {Stem(image)}{MaskSuffix}.png is missing. Add it, or take the picture out."))).ToList();
        return pictures[true].Except(pairs.Select(pair => pair.Mask)).FirstOrDefault() is { } orphan
            ? throw new SegBookException($"The mask {store.Describe(orphan)} has no picture. Add it, or take the mask out.")
            : (Ordered(pairs), Describe(pairs));
    }

    private static bool IsMask(string file) => HasMaskSuffix(file) || MaskEnd(Path.GetFileName(Folder(file))) > 0;

    private static bool HasMaskSuffix(string file) => Stem(file).EndsWith(MaskSuffix, StringComparison.Ordinal);

    private static string Key(string mask) => HasMaskSuffix(mask) ? Stem(mask)[..^MaskSuffix.Length] : Stem(mask);

    private static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    // Of several masks of that name, the one in the picture's folder or in the folder of masks that belongs to it.
    private static string? Match(string[] masks, string folder) => masks.Length == 1
        ? masks[0]
        : Array.Find(masks, mask => Folder(mask) is var own && (own == folder || own[..^MaskEnd(own)] == folder));

    /// <summary>How many characters of a folder's name say that it holds masks.</summary>
    private static int MaskEnd(string folder) => MaskFolders.FirstOrDefault(end => folder.EndsWith(end, StringComparison.OrdinalIgnoreCase))?.Length ?? 0;

    private static string WithoutNumber(string name) => name.TrimEnd([.. "0123456789"]);

    private static int Number(string file) =>
        int.TryParse(Stem(file)[WithoutNumber(Stem(file)).Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // By film, then by number, so that frame 9 comes before frame 10 however many digits the names have.
    private static List<FramePair> Ordered(List<FramePair> pairs)
    {
        var byFilm = pairs.OrderBy(pair => WithoutNumber(pair.Name), StringComparer.Ordinal);
        var ordered = byFilm.ThenBy(pair => pair.Number).ThenBy(pair => pair.Image, StringComparer.Ordinal).ToList();
        return ordered.DistinctBy(pair => pair.Name).Count() == ordered.Count
            ? ordered
            : [.. ordered.Select(pair => pair with { Name = pair.Image.Replace('/', '_') })];
    }

    private static string Describe(List<FramePair> pairs)
    {
        var (folders, maskFolders) = (Folders(pair => pair.Image), Folders(pair => pair.Mask));
        var where = folders.Length == 0 ? "" : $" in {folders}";
        return folders == maskFolders ? $"{pairs.Count} pictures{where} with their masks beside them" : $"{pairs.Count} pictures{where} with masks in {maskFolders}";

        string Folders(Func<FramePair, string> file) => string.Join(", ", pairs.Select(pair => Folder(file(pair))).Distinct().Order(StringComparer.Ordinal));
    }
}
