namespace SegBook.Training;

/// <summary>How to start the command line in another process.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">What comes before the command's own arguments.</param>
public sealed record WorkerCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>Finds the command line: <c>SEGBOOK_CLI</c>, this process when it is the command line, or the one that was built beside the library.</summary>
    /// <exception cref="SegBookException">There is none.</exception>
    public static WorkerCommand Find()
    {
        var named = Environment.GetEnvironmentVariable("SEGBOOK_CLI");
        var library = Path.GetDirectoryName(typeof(WorkerCommand).Assembly.Location) ?? AppContext.BaseDirectory;
        string?[] places = [named, Path.Combine(AppContext.BaseDirectory, "segbook-cli.dll"), Path.Combine(library, "..", "..", "tools", "bin", "segbook-cli.dll")];
        var found = places.FirstOrDefault(place => place is { Length: > 0 } && System.IO.File.Exists(place))
            ?? throw new SegBookException("The command line, segbook-cli, is not where it is built (tools/bin). Build the solution, or set SEGBOOK_CLI to its dll.");
        return Path.GetExtension(found) == ".dll" ? new(Dotnet(), [Path.GetFullPath(found)]) : new(Path.GetFullPath(found), []);
    }

    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
