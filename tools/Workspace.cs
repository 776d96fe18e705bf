namespace SegBook.Cli;

/// <summary>The checkout that the command line works in.</summary>
public static class Workspace
{
    /// <summary>The folder with global.json and notebooks/; tools/bin is two levels below it.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    /// <summary>data/camseq01 where it is, else data/sample, which is made when it is missing.</summary>
    public static string DefaultData(TextWriter screen)
    {
        var real = Path.Combine(Root, "data", "camseq01");
        if (Directory.Exists(real))
        {
            return real;
        }

        var sample = Path.Combine(Root, "data", "sample");
        if (!Directory.Exists(sample))
        {
            screen.WriteLine($"Making the synthetic drive in {sample}");
            Data.SyntheticDrive.Write(sample);
        }

        return sample;
    }
}
