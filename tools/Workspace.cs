using SegBook.Cli.Commands;

namespace SegBook.Cli;

/// <summary>The checkout that the command line works in.</summary>
public static class Workspace
{
    /// <summary>The folder that holds global.json, looked for upwards from the program's own.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where the synthetic sequence goes.</summary>
    public static string SampleFolder => Path.Combine(Root, "data", "sample");

    /// <summary>data/camseq01 where it is, else data/sample, which is made if it is not there.</summary>
    public static string DefaultData()
    {
        var real = Path.Combine(Root, "data", "camseq01");
        if (Directory.Exists(real))
        {
            return real;
        }

        if (!Directory.Exists(SampleFolder))
        {
            DataCommand.MakeSample(SampleFolder);
        }

        return SampleFolder;
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
