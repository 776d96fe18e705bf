namespace SegBook.Training;

/// <summary>A folder of runs. A run that is in it and finished is not run again.</summary>
public sealed class RunStore
{
    private const int Depth = 4;

    /// <param name="folder">The folder; made when the first run comes.</param>
    public RunStore(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The store that is used when none is named: <c>SEGBOOK_OUT</c>, or <c>runs</c> in the checkout that the current folder is in.</summary>
    public static RunStore Default => new(System.Environment.GetEnvironmentVariable("SEGBOOK_OUT") is { Length: > 0 } named ? named : Path.Combine(Workbook.FindRoot(System.Environment.CurrentDirectory), "runs"));

    /// <summary>The folder that a run of this experiment has.</summary>
    public string FolderOf(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Path.Combine(Folder, experiment.Id);
    }

    /// <summary>The run of an experiment, or null when it was never begun.</summary>
    public Run? Find(Experiment experiment) => new RunFiles(FolderOf(experiment)) is { IsRun: true } files ? Run.Open(files.Folder) : null;

    /// <summary>Finds a run by its folder, its name, or the beginning or end of its name.</summary>
    /// <exception cref="SegBookException">There is none, or there are several.</exception>
    public Run Find(string name)
    {
        if (new RunFiles(Path.GetFullPath(name)) is { IsRun: true } files)
        {
            return Run.Open(files.Folder);
        }

        var fits = RunFolders(Folder, Depth).Where(folder => Fits(Path.GetFileName(folder), name)).ToList();
        return fits.Count switch
        {
            1 => Run.Open(fits[0]),
            0 => throw new SegBookException($"There is no run '{name}' in '{Folder}'. 'segbook runs {Folder}' lists what there is."),
            _ => throw new SegBookException($"'{name}' may be any of {string.Join(", ", fits.Select(fit => Path.GetRelativePath(Folder, fit)))}. Say more of the name, or its folder."),
        };
    }

    /// <summary>All runs, also those in folders below, oldest first.</summary>
    public IReadOnlyList<Run> Runs() => [.. RunFolders(Folder, Depth).Select(Run.Open).OrderBy(run => run.Environment.Started)];

    private static IEnumerable<string> RunFolders(string folder, int depth)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return new RunFiles(folder).IsRun ? [folder]
            : depth == 0 ? []
            : Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(inner => RunFolders(inner, depth - 1));
    }

    private static bool Fits(string id, string name) =>
        id.StartsWith(name, StringComparison.OrdinalIgnoreCase) || id.EndsWith(name, StringComparison.OrdinalIgnoreCase);
}
