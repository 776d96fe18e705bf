using System.IO.Compression;
using System.Text.RegularExpressions;

namespace SegBook.Data;

/// <summary>Files below a folder or inside a zip, by their path with forward slashes. Can be used from several threads at once.</summary>
internal sealed class FileStore : IDisposable
{
    /// <summary>No frame, mask or label list is larger; a zip that claims so is a trap.</summary>
    private const long MostBytes = 256L << 20;

    private const int MostFiles = 200_000;

    private readonly ZipArchive? _zip;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    private FileStore(string path, IEnumerable<(string Name, string Source)> files, ZipArchive? zip)
    {
        (Path, _zip) = (path, zip);
        foreach (var (name, source) in files.Where(file => IsVisible(file.Name)))
        {
            Require(_sources.TryAdd(name, source), $"{path} has two files named {name}. Take one of them out.");
            Require(_sources.Count <= MostFiles, $"{path} has more than {MostFiles:N0} files. That is no dataset of frames; name the folder that holds them.");
        }

        var passed = WorkFolders(_sources.Keys);
        Files = [.. _sources.Keys.Where(file => !passed.Exists(folder => file.StartsWith(folder, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>A folder, or a zip that is read without unpacking it.</summary>
    public static FileStore Open(string path)
    {
        try
        {
            return Directory.Exists(path) ? new FileStore(path, FilesBelow(new DirectoryInfo(path)), null)
                : File.Exists(path) ? OpenZip(path)
                : throw new SegBookException($"There is no folder or zip {path}. Make the synthetic sequence with './segbook data sample', "
                    + "or get CamSeq01 with './segbook data camseq01'.");
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
                using var content = File.OpenRead(Source(file));
                return ReadAll(content, content.Length);
            }

            // An archive is read by one thread at a time; inflating is a small part of decoding a frame.
            lock (_lock)
            {
                var entry = _zip.GetEntry(Source(file))!;
                using var content = entry.Open();
                return ReadAll(content, entry.Length);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new SegBookException($"{Describe(file)} cannot be read: {e.Message} Get the file again.", e);
        }
    }

    /// <summary>The file itself, links followed, or the entry's own name in the zip.</summary>
    public string Source(string file) => _sources[file];

    /// <summary>How a file is called in messages.</summary>
    public string Describe(string file) => $"{Path}/{file}";

    public void Dispose() => _zip?.Dispose();

    private static FileStore OpenZip(string path)
    {
        var zip = ZipFile.OpenRead(path);
        try
        {
            Require(!zip.Entries.Any(entry => entry.IsEncrypted), $"{path} is encrypted; unpack it with its password and name the folder.");
            var files = zip.Entries.Select(entry => entry.FullName).Where(name => !name.EndsWith('/') && !name.EndsWith('\\'));
            return new FileStore(path, files.Select(name => (Name(name), name)), zip);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    // Windows tools write backslashes; a drive, a root or a way up decides nothing about where an entry is.
    private static string Name(string path) => string.Join('/', path.Split('/', '\\').Where(part => part is not ("" or "." or "..") && !part.EndsWith(':')));

    private static bool IsVisible(string name) => !name.Split('/').Any(part => part.StartsWith('.') || part == "__MACOSX");

    // What SegBook itself writes below the frames: runs, models, the reference's variants, and what notebooks export beside runs.
    private static List<string> WorkFolders(IEnumerable<string> files)
    {
        var byFolder = files.ToLookup(file => file[..(file.LastIndexOf('/') + 1)], file => file[(file.LastIndexOf('/') + 1)..]);
        var runs = byFolder.Where(folder => folder.Key.Length > 0 && folder.Contains("config.json")
            && (folder.Contains("environment.json") || folder.Contains("model.safetensors"))).Select(folder => folder.Key).ToList();
        var variants = byFolder.Where(folder => folder.Key.EndsWith("/", StringComparison.Ordinal) && folder.Contains("complete.txt")
            && Regex.IsMatch(folder.Key, "(^|/)reference/[0-9a-f]{16}-[0-9]+-[0-9]+/$")).Select(folder => folder.Key);
        var stores = byFolder.Where(folder => folder.Any(file => file.EndsWith(".ipynb", StringComparison.Ordinal))).Select(folder => folder.Key)
            .Concat(runs.Select(run => run[..(run[..^1].LastIndexOf('/') + 1)]));
        return [.. runs, .. variants, .. stores.Distinct().Select(store => store + "export/")];
    }

    // Real folders first, then links to others; where a walk has been, or came from, it does not go again.
    private static IEnumerable<(string Name, string Source)> FilesBelow(DirectoryInfo root)
    {
        var (hidden, start) = (FileAttributes.Hidden | FileAttributes.System, Real(root.FullName));
        var (open, visited) = (new PriorityQueue<(string Name, string Real), string>(StringComparer.Ordinal), new HashSet<string>());
        open.Enqueue(("", start), "");
        while (open.TryDequeue(out var folder, out _))
        {
            var wasHere = !visited.Add(folder.Real) || (folder.Name.Length > 0 && $"{start}/".StartsWith($"{folder.Real}/", StringComparison.Ordinal));
            var items = wasHere ? [] : new DirectoryInfo(folder.Real).EnumerateFileSystemInfos();
            foreach (var item in items.Where(item => (item.Attributes & hidden) == 0 && !item.Name.StartsWith('.')))
            {
                var (name, isLink) = (Name($"{folder.Name}/{item.Name}"), item.LinkTarget is not null);
                var real = isLink ? Real(item.FullName) : item.FullName;
                if (Directory.Exists(real))
                {
                    open.Enqueue((name, real), (isLink ? "link " : "folder ") + name);
                }
                else
                {
                    yield return (name, real);
                }
            }
        }
    }

    // The path with every link in it followed; where links lead nowhere, the link.
    private static string Real(string path)
    {
        var parent = System.IO.Path.GetDirectoryName(path);
        var full = parent is null ? path : System.IO.Path.Combine(Real(parent), System.IO.Path.GetFileName(path));
        try
        {
            var target = new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            return System.IO.Path.Exists(target) ? Real(target) : full;
        }
        catch (IOException)
        {
            return full;
        }
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

/// <summary>Finds which file is the mask of which picture.</summary>
/// <remarks>A mask is called like its picture, or like it with an ending (<c>NAME_L.png</c>): beside it, or in a folder of masks
/// (<c>masks</c>, <c>train_labels</c>, <c>gtFine/val</c>). Several that could be it are an error. Frames are ordered by name, numbers as numbers.</remarks>
internal static partial class FrameLayout
{
    public static (IReadOnlyList<FramePair> Pairs, string Description) Find(FileStore store)
    {
        var files = store.Files.Where(PictureFile.IsPicture).ToList();
        var stems = files.SelectMany(file => Names(file).Select(name => (Folder(file), name))).ToHashSet();
        var kinds = files.ToLookup(file => InMaskFolder(file)
            || (BesideEnd().Match(Stem(file)) is { Success: true } end && (end.Value == "_L" || stems.Contains((Folder(file), Stem(file)[..^end.Length])))));
        Require(kinds[false].Any() && kinds[true].Any(),
            $"{store.Path} has {kinds[false].Count()} pictures and {kinds[true].Count()} masks. Expected NAME.png with NAME_L.png beside it, "
            + $"or a folder of masks such as train_labels, trainannot or LabeledApproved_full beside the folder of pictures.{NotRead(store)}");

        var pictures = kinds[false].SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var folded = pictures.Where(stem => !Ascii.IsValid(stem)).ToLookup(Fold);
        var masks = kinds[true].ToLookup(Key, StringComparer.Ordinal);
        var pairs = kinds[false].Select(image => new FramePair(Stem(image), 0, image, Mask(image), Part(image))).ToList();
        Differ(pair => pair.Mask, "have one mask");
        Differ(pair => store.Source(pair.Image), "are links to one file");
        var orphan = kinds[true].Except(pairs.Select(pair => pair.Mask)).FirstOrDefault();
        Require(orphan is null, $"The mask {store.Describe(orphan ?? "")} has no picture. Add it, or take the mask out.");
        foreach (var folder in pairs.Where(pair => InMaskFolder(pair.Mask)).GroupBy(pair => Folder(pair.Mask)))
        {
            if (folder.DistinctBy(End).ToList() is [var one, .., var other])
            {
                throw new SegBookException($"The masks in {store.Describe(folder.Key)} end differently, so that they may be of different kinds: "
                    + $"{Path.GetFileName(one.Mask)} and {Path.GetFileName(other.Mask)}. Rename them alike, or take those of one kind out.");
            }
        }

        return (FrameOrder.Of(pairs), Describe(pairs));

        void Differ(Func<FramePair, string> file, string what)
        {
            if (pairs.GroupBy(file).FirstOrDefault(group => group.Count() > 1)?.ToList() is [var one, var other, ..])
            {
                throw new SegBookException($"{store.Describe(one.Image)} and {other.Image} {what}, {file(one)}. "
                    + "Take one of the pictures out, or give each its own name and mask.");
            }
        }

        // The longest beginning that is a picture's name, so that frame_1_2_L belongs to frame_1_2 and not to frame_1.
        string Key(string mask)
        {
            for (var stem = Stem(mask); stem.Length > 0; stem = stem[..Math.Max(0, stem.LastIndexOfAny(['_', '.', '-']))])
            {
                // Else the same letters in another Unicode form; a machine without its tables cannot compare them mark by mark.
                var name = pictures.Contains(stem) ? stem : folded[Fold(stem)].ToList() is [var other] && HasMarks(other) != HasMarks(stem) ? other : null;
                if (name is not null && IsEnd(Stem(mask)[stem.Length..]))
                {
                    return name;
                }
            }

            return "";
        }

        string Mask(string image)
        {
            var found = Names(image).SelectMany(stem => masks[stem]).ToList();
            var named = found.Where(mask => Stem(mask) == Path.GetFileName(image)).ToList();
            found = named.Count == 1 ? named : found;
            var near = found.Where(mask => Place(mask) == Place(image)).ToList();
            found = near.Count > 0 ? near : found;
            Require(found.Count < 2, $"{store.Describe(image)} may have any of {found.Count} masks: {string.Join(", ", found.Take(4))}. "
                + "Keep one for each picture; take the others out.");
            return found.Count == 1 ? found[0] : throw new SegBookException($"{store.Describe(image)} has no mask: {Missing(image)}");
        }

        string Missing(string image)
        {
            var folders = kinds[true].Where(InMaskFolder).ToLookup(Folder);
            var folder = folders.OrderByDescending(group => Place(group.First()) == Place(image)).FirstOrDefault();
            var examples = string.Join(", ", folder?.Take(3).Select(Path.GetFileName) ?? []);
            var where = folder is null ? "" : $" {Stem(image)}.png or {Stem(image)}_L.png in {folder.Key}, which has {examples}, or";
            return $"expected{where} {Stem(image)}_L.png beside it. Add it, or take the picture out.";
        }
    }

    [GeneratedRegex("(labels|masks|annot|annotations?|labeledapproved_full|(^|[_ -])(mask|label|gt|targets?|ground_?truth|ann|ann_dir)"
        + "|^gtFine|^gtCoarse|^SegmentationClass(Aug)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex MaskFolder();

    [GeneratedRegex("((^|[_ -])(images?|imgs?|img_dir|pictures|frames|rgb)|^leftImg8bit|^JPEGImages|^701_StillsRaw_full)$", RegexOptions.IgnoreCase)]
    private static partial Regex PictureFolder();

    [GeneratedRegex("_(L|P|masks?|labels?|gt|seg)$")]
    private static partial Regex BesideEnd();

    [GeneratedRegex("_(leftImg8bit|image|img|rgb|sat)$")]
    private static partial Regex PictureEnd();

    [GeneratedRegex("(?<=^|[_ -])(train(?=ing|$|[_ 0-9-])|val(?=id|$|[_ 0-9-])|test(?=ing|$|[_ 0-9-]))", RegexOptions.IgnoreCase)]
    private static partial Regex PartName();

    [GeneratedRegex(@"[\u1100-\u1112][\u1161-\u1175][\u11A8-\u11C2]?|\P{M}\p{M}+|[^\x00-\x7F]")]
    private static partial Regex Letters();

    private static string Fold(string name) => Letters().Replace(name, "?");

    private static bool HasMarks(string name) => Letters().Matches(name).Any(letter => letter.Length > 1);

    // What may follow a picture's name in that of its mask: a word; a number would be another frame's.
    private static bool IsEnd(string end) => end.Length == 0 || (end.Length > 1 && char.IsLetter(end[1]));

    private static string End(FramePair pair)
    {
        var end = Stem(pair.Mask)[Math.Min(Stem(pair.Mask).Length, PictureEnd().Replace(Stem(pair.Image), "").Length)..];
        return end is "_L" || end == Path.GetExtension(pair.Image) || Stem(pair.Mask) == Stem(pair.Image) || !Ascii.IsValid(pair.Name) ? "" : end;
    }

    // The deepest folder that says what it holds decides.
    private static bool InMaskFolder(string file) =>
        Folder(file).Split('/').LastOrDefault(name => MaskFolder().IsMatch(name) || PictureFolder().IsMatch(name)) is { } it && !PictureFolder().IsMatch(it);

    // Where a file is, without the words that say whether it is a picture or a mask.
    private static string Place(string file)
    {
        var names = Folder(file).Split('/').Select(name => MaskFolder().Replace(PictureFolder().Replace(name, ""), "").Trim('_', ' ', '-'));
        return string.Join('/', names.Where(name => name.Length > 0));
    }

    private static readonly string[] Unread = [".tif", ".tiff", ".bmp", ".webp", ".gif", ".npy"];

    private static string NotRead(FileStore store) =>
        store.Files.FirstOrDefault(file => Unread.Contains(Path.GetExtension(file).ToLowerInvariant())) is { } other
            ? $" {other} is of a kind that is not read: save such files as PNG." : "";

    private static string? Part(string image) =>
        Folder(image).Split('/').Select(name => PartName().Match(name)).LastOrDefault(match => match.Success)?.Value.ToLowerInvariant();

    private static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    // What a mask of this picture may be called.
    private static IEnumerable<string> Names(string image) => new[] { Stem(image), PictureEnd().Replace(Stem(image), "") }.Distinct();

    private static string Describe(List<FramePair> pairs)
    {
        var (folders, maskFolders) = (Folders(pair => pair.Image), Folders(pair => pair.Mask));
        var where = folders.Length == 0 ? "" : $" in {folders}";
        var parts = pairs.CountBy(pair => pair.Part ?? "none").ToList();
        var counts = string.Join(", ", parts.Select(part => $"{part.Key} ({part.Value})"));
        var divided = parts.Count < 2 ? "" : $", in the parts {counts}; pooled, unless split.kind=Folders";
        return $"{pairs.Count} pictures{where} with {(folders == maskFolders ? "their masks beside them" : $"masks in {maskFolders}")}{divided}";

        string Folders(Func<FramePair, string> file) => string.Join(", ", pairs.Select(pair => Folder(file(pair))).Distinct().Order(StringComparer.Ordinal));
    }
}
