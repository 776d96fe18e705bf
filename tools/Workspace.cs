namespace SegBook.Cli;

/// <summary>The checkout that the command line works in.</summary>
public static class Workspace
{
    /// <summary>The folder with global.json and notebooks/; tools/bin is two levels below it.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
}
