using SegBook.Cli.Commands;

namespace SegBook.Cli;

/// <summary>The checkout that the command line works in.</summary>
public static class Workspace
{
    /// <summary>The folder that holds global.json, looked for upwards from the program's own.</summary>
    public static string Root => Workbook.FindRoot(AppContext.BaseDirectory) is var root && File.Exists(Path.Combine(root, "global.json"))
        ? root
        : throw new SegBookException($"{root} does not lie in a checkout of SegBook: no folder above it holds global.json and notebooks.");

    /// <summary>Where the synthetic sequence goes.</summary>
    public static string SampleFolder => Path.Combine(Root, "data", "sample");

    /// <summary>data/camseq01 where it is, else data/sample, which is made if it is not there.</summary>
    public static string DefaultData()
    {
        var folder = Workbook.DefaultData(Root);
        if (!Directory.Exists(folder))
        {
            DataCommand.MakeSample(SampleFolder);
        }

        return folder;
    }
}
