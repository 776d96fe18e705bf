namespace SegBook.Cli;

/// <summary>The checkout that the command line works in.</summary>
public static class Workspace
{
    /// <summary>The folder that holds global.json, looked for upwards from the program's own.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>data/camseq01 where it is, else data/sample.</summary>
    public static string DefaultData()
    {
        var real = Path.Combine(Root, "data", "camseq01");
        if (Directory.Exists(real))
        {
            return real;
        }

        var sample = Path.Combine(Root, "data", "sample");
        if (!Directory.Exists(sample))
        {
            throw new SegBookException($"There are no frames in {sample} yet. Give --data the frames' place.");
        }

        return sample;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new SegBookException($"{AppContext.BaseDirectory} does not lie in a checkout of SegBook: no folder above it holds global.json.");
    }
}
