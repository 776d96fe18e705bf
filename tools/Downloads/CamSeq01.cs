using System.IO.Compression;
using SegBook.Data;

namespace SegBook.Cli.Downloads;

/// <summary>The real sequence: where it comes from, under which terms, and how to tell that all of it is there.</summary>
public static class CamSeq01
{
    /// <summary>Pairs of pictures and masks.</summary>
    public const int Frames = 101;

    private const long MostUnpacked = 2L << 30;
    private const int MostEntries = 5_000;

    /// <summary>The official page.</summary>
    public static Uri Page { get; } = new("http://mi.eng.cam.ac.uk/research/projects/VideoRec/CamSeq01/");

    /// <summary>The official zip.</summary>
    public static Uri Zip { get; } = new("http://mi.eng.cam.ac.uk/research/projects/VideoRec/CamSeq01/CamSeq01.zip");

    /// <summary>What to know before it is fetched.</summary>
    public static string Terms { get; } =
        $"""
        CamSeq01: {Frames} consecutive frames, filmed from a car in Cambridge, with a label for every pixel, 960 x 720.
        Page:    {Page}
        Terms:   "can be freely used only for research work in object recognition in video"; not part of this project, and not under its licence.
        Cite:    J. Fauqueur, G. Brostow, R. Cipolla, "Assisted Video Object Labeling By Joint Tracking of Regions and Keypoints",
                 IEEE International Conference on Computer Vision (ICCV 2007), Interactive Computer Vision Workshop.
        """;

    /// <summary>What to do where there is no internet.</summary>
    /// <param name="folder">Where the frames are wanted.</param>
    public static string ByHand(string folder) =>
        $"Without internet here: fetch {Zip} on another machine, bring it over, and run ./segbook data camseq01 --from CamSeq01.zip (or unpack it into {folder}).";

    /// <summary>Downloads the zip, checks it, and unpacks it into a folder. What was fetched of a broken download is used the next time.</summary>
    /// <param name="folder">Gets the frames; made if it is not there.</param>
    /// <param name="address">Where the zip is; null for the official place.</param>
    /// <param name="progress">Told the bytes that are there and, if known, the bytes there will be.</param>
    /// <param name="cancel">Stops; what was fetched is kept.</param>
    /// <returns>The report on the unpacked frames.</returns>
    /// <exception cref="SegBookException">It could not be fetched, or it is not CamSeq01.</exception>
    public static async Task<DatasetCheck> Download(string folder, Uri? address = null, IProgress<(long Bytes, long? Total)>? progress = null, CancellationToken cancel = default)
    {
        var zip = Path.GetFullPath(folder) + ".zip";
        try
        {
            using var download = new Download();
            await download.Fetch(address ?? Zip, zip, progress: progress, cancel: cancel).ConfigureAwait(false);
        }
        catch (SegBookException e)
        {
            throw new SegBookException($"{e.Message} {ByHand(folder)}", e);
        }

        try
        {
            return Unpack(zip, folder);
        }
        catch (SegBookException e)
        {
            // Another try must not start from what is no good.
            File.Delete(zip);
            throw new SegBookException($"What {address ?? Zip} gave is not CamSeq01. {e.Message}", e);
        }
    }

    /// <summary>Checks a zip of CamSeq01 and unpacks it into a folder: pictures, masks and label lists, nothing else, and nothing outside the folder.</summary>
    /// <param name="zip">The file.</param>
    /// <param name="folder">Gets the frames. What is there already stays if anything is wrong with the zip.</param>
    /// <returns>The report on the unpacked frames.</returns>
    /// <exception cref="SegBookException">There is no such zip, or it is not CamSeq01.</exception>
    public static DatasetCheck Unpack(string zip, string folder)
    {
        Verify(zip);
        var target = Path.GetFullPath(folder);
        var fresh = $"{target}.new-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(fresh);
            Extract(zip, fresh);
            MoveInto(fresh, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SegBookException($"{zip} cannot be unpacked into {folder}: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }

        return DatasetCheck.Of(target);
    }

    /// <summary>Reads every frame in place and compares with what CamSeq01 is: 101 pairs of one size, named after one film, colours known.</summary>
    /// <param name="path">A zip or a folder.</param>
    /// <exception cref="SegBookException">It is something else, or damaged.</exception>
    public static void Verify(string path)
    {
        var check = DatasetCheck.Of(path);
        if (check.Problems.Count > 0)
        {
            throw new SegBookException($"{path}: {check.Problems.Count} problems, the first: {check.Problems[0]}");
        }

        using var dataset = SegmentationDataset.Open(path);
        if (dataset.Count != Frames || !dataset.Names.All(name => name.StartsWith("0016E5_", StringComparison.Ordinal)))
        {
            throw new SegBookException($"{path} has {dataset.Count} frames, {dataset.Names[0]} to {dataset.Names[^1]}. CamSeq01 has {Frames}, all called 0016E5_NNNNN.");
        }
    }

    // Flat, by file name only: a path inside the zip decides nothing about where a file goes.
    private static void Extract(string zip, string folder)
    {
        using var archive = ZipFile.OpenRead(zip);
        if (archive.Entries.Count > MostEntries || archive.Entries.Sum(entry => entry.Length) > MostUnpacked)
        {
            throw new SegBookException($"{zip} would unpack to {archive.Entries.Count:N0} files of {archive.Entries.Sum(entry => entry.Length):N0} bytes. CamSeq01 is far smaller.");
        }

        using var store = FileStore.Open(zip);
        foreach (var file in store.Files.Where(IsWanted))
        {
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), store.Read(file));
        }
    }

    private static bool IsWanted(string file) => Path.GetExtension(file).ToLowerInvariant() is ".png" or ".txt" or ".csv";

    private static void MoveInto(string fresh, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.Move(fresh, target);
            return;
        }

        foreach (var file in Directory.GetFiles(fresh))
        {
            File.Move(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
    }
}
