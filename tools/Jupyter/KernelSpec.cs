using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegBook.Cli.Jupyter;

/// <summary>Registers the kernel with Jupyter: a folder with a kernel.json.</summary>
public static class KernelSpec
{
    /// <summary>The name by which C# notebooks ask for their kernel.</summary>
    public const string UsualName = ".net-csharp";

    /// <summary>The program that front ends start.</summary>
    public static string KernelPath { get; } = Path.Combine(Workspace.Root, "tools", "Kernel", "bin", "segbook-kernel.dll");

    private const string OwnName = "segbook-csharp";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the folder and returns it. Another kernel that has the usual name keeps it.</summary>
    /// <param name="prefix">Below PREFIX/share/jupyter/kernels, or null: among the user's own kernels.</param>
    /// <param name="name">The name by which notebooks ask for it, or null: the usual one, where it is free.</param>
    public static string Install(string? prefix, string? name)
    {
        var kernels = Path.Combine(prefix is null ? DataFolder() : Path.Combine(prefix, "share", "jupyter"), "kernels");
        name ??= IsTakenByAnother(kernels) ? OwnName : UsualName;
        var folder = Path.Combine(kernels, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "kernel.json"), Specification(name).ToJsonString(Indented) + "\n");
        return folder;
    }

    private static JsonObject Specification(string name) => new()
    {
        ["argv"] = new JsonArray("dotnet", KernelPath, "jupyter", "{connection_file}"),
        ["display_name"] = name == UsualName ? ".NET (C#)" : "SegBook (C#)",
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["env"] = Variables(),
        ["metadata"] = new JsonObject { ["debugger"] = false },
    };

    private static JsonObject Variables() => new()
    {
        // A kernel is young most of the time that one waits for it: profiling for later optimisation costs more than it brings.
        ["DOTNET_TieredPGO"] = "0",

        // As in ./segbook: memory that a training step frees is kept for the next.
        ["MALLOC_ARENA_MAX"] = "1",
        ["MALLOC_TOP_PAD_"] = "67108864",
        ["MALLOC_MMAP_THRESHOLD_"] = "8589934592",
        ["MALLOC_TRIM_THRESHOLD_"] = "8589934592",
    };

    private static bool IsTakenByAnother(string kernels) =>
        (string[])[kernels, "/usr/local/share/jupyter/kernels", "/usr/share/jupyter/kernels"] is var folders
        && folders.Select(folder => Path.Combine(folder, UsualName, "kernel.json")).Any(file => File.Exists(file) && !IsOwn(file));

    private static bool IsOwn(string file) =>
        File.ReadAllText(file).Contains(Path.GetFileName(KernelPath), StringComparison.Ordinal);

    private static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } given)
        {
            return given;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? data : Path.Combine(home, ".local", "share"), "jupyter");
    }
}
