using System.Text.Json;
using SegBook.Training;

namespace SegBook.Cli.Search;

/// <summary>How to start the command line in another process.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">What comes before the command's own arguments.</param>
public sealed record WorkerCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The command line that <c>SEGBOOK_CLI</c> names, or else this one.</summary>
    /// <exception cref="SegBookException">There is no such file.</exception>
    public static WorkerCommand Find()
    {
        var named = Environment.GetEnvironmentVariable("SEGBOOK_CLI");
        var file = string.IsNullOrEmpty(named) ? typeof(WorkerCommand).Assembly.Location : Path.GetFullPath(named);
        if (!System.IO.File.Exists(file))
        {
            throw new SegBookException($"There is no command line '{file}'. Set SEGBOOK_CLI to the path of segbook-cli.dll, or unset it.");
        }

        return Path.GetExtension(file) == ".dll" ? new(Dotnet(), [file]) : new(file, []);
    }

    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}

/// <summary>A trial written down for another process.</summary>
public static class JobFile
{
    /// <summary>Writes it.</summary>
    public static void Write(string path, TrialJob job) => AtomicFile.Write(path, JsonSerializer.Serialize(job, ExperimentJson.Options));

    /// <summary>Reads it.</summary>
    /// <exception cref="SegBookException">The file is damaged or not there.</exception>
    public static TrialJob Read(string path) =>
        File.Exists(path) ? ExperimentJson.Load<TrialJob>(path) : throw new SegBookException($"There is no file '{path}' of a trial. A search writes them.");
}
