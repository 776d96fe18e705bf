using System.Globalization;

namespace SegBook.Data;

/// <summary>A picture and its mask, as paths in a <see cref="FileStore"/>.</summary>
internal sealed record FramePair(string Name, int Number, string Image, string Mask);

/// <summary>Finds which file is the mask of which picture, in the forms that CamSeq01 and CamVid come in.</summary>
/// <remarks>
/// <c>NAME.png</c> with <c>NAME_L.png</c> beside it (CamSeq01), or in a folder of masks (<c>701_StillsRaw_full</c> with <c>LabeledApproved_full</c>,
/// <c>train</c> with <c>train_labels</c>); or the same name in a folder of masks (SegNet's <c>train</c> with <c>trainannot</c>). Frames come in the order of their names.
/// </remarks>
internal static class FrameLayout
{
    private const string MaskSuffix = "_L";
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];
    private static readonly string[] MaskFolders = ["_labels", "labels", "annot", "_masks", "masks", "labeledapproved_full", "_mask", "_label"];

    /// <exception cref="SegBookException">There are no pictures, a picture has no mask, or a mask no picture.</exception>
    public static (IReadOnlyList<FramePair> Pairs, string Description) Find(FileStore store)
    {
        var pictures = store.Files.Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).ToList();
        var masks = pictures.Where(IsMask).ToDictionaryByKey(Key);
        var images = pictures.Where(file => !IsMask(file)).ToList();
        if (images.Count == 0 || masks.Count == 0)
        {
            throw new SegBookException(
                $"{store.Path} has {images.Count} pictures and {masks.Count} masks. Expected NAME.png with NAME_L.png beside it, or a folder of masks such as train_labels, trainannot or LabeledApproved_full beside the folder of pictures.");
        }

        var pairs = new List<FramePair>();
        foreach (var image in images)
        {
            var mask = Match(masks, image) ?? throw new SegBookException($"{store.Describe(image)} has no mask: {Path.GetFileNameWithoutExtension(image)}{MaskSuffix}.png is missing. Add it, or take the picture out.");
            pairs.Add(new FramePair(Path.GetFileNameWithoutExtension(image), Number(image), image, mask));
        }

        var used = pairs.Select(pair => pair.Mask).ToHashSet();
        if (masks.Values.SelectMany(m => m).FirstOrDefault(mask => !used.Contains(mask)) is { } orphan)
        {
            throw new SegBookException($"The mask {store.Describe(orphan)} has no picture. Add it, or take the mask out.");
        }

        return (Ordered(pairs), Describe(pairs));
    }

    private static Dictionary<string, List<string>> ToDictionaryByKey(this IEnumerable<string> files, Func<string, string> key) =>
        files.GroupBy(key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private static bool IsMask(string file) => Stem(file).EndsWith(MaskSuffix, StringComparison.Ordinal) || IsMaskFolder(Folder(file));

    private static bool IsMaskFolder(string folder) => MaskFolders.Any(end => Path.GetFileName(folder).EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    private static string Key(string mask) => Stem(mask).EndsWith(MaskSuffix, StringComparison.Ordinal) ? Stem(mask)[..^MaskSuffix.Length] : Stem(mask);

    // The mask of that name; if there are several, the one in the picture's folder or in the folder of masks that belongs to it.
    private static string? Match(Dictionary<string, List<string>> masks, string image)
    {
        if (!masks.TryGetValue(Stem(image), out var candidates))
        {
            return null;
        }

        var folder = Folder(image);
        return candidates.Count == 1 ? candidates[0] : candidates.Find(mask => Folder(mask) == folder || WithoutMaskEnd(Folder(mask)) == folder);
    }

    private static string WithoutMaskEnd(string folder) =>
        MaskFolders.Where(end => folder.EndsWith(end, StringComparison.OrdinalIgnoreCase)).Select(end => folder[..^end.Length]).FirstOrDefault(folder);

    private static int Number(string file)
    {
        var digits = string.Concat(Stem(file).Reverse().TakeWhile(char.IsAsciiDigit).Reverse());
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    // By film, then by number, so that frame 9 comes before frame 10 however many digits the names have.
    private static List<FramePair> Ordered(List<FramePair> pairs)
    {
        var ordered = pairs.OrderBy(pair => pair.Name.TrimEnd("0123456789".ToCharArray()), StringComparer.Ordinal).ThenBy(pair => pair.Number).ThenBy(pair => pair.Image, StringComparer.Ordinal).ToList();
        return ordered.Select(pair => pair.Name).Distinct().Count() == ordered.Count ? ordered : [.. ordered.Select(pair => pair with { Name = pair.Image.Replace('/', '_') })];
    }

    private static string Describe(List<FramePair> pairs)
    {
        var folders = pairs.Select(pair => Folder(pair.Image)).Distinct().Order(StringComparer.Ordinal).ToList();
        var maskFolders = pairs.Select(pair => Folder(pair.Mask)).Distinct().Order(StringComparer.Ordinal).ToList();
        var where = folders is [""] ? "" : $" in {string.Join(", ", folders)}";
        return folders.SequenceEqual(maskFolders) ? $"{pairs.Count} pictures{where} with their masks beside them" : $"{pairs.Count} pictures{where} with masks in {string.Join(", ", maskFolders)}";
    }
}
