using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegBook.Cli.Jupyter;

/// <summary>Registers the official C# kernel, the tool that .config/dotnet-tools.json names, with Jupyter: a folder with a kernel.json.</summary>
public static class KernelSpec
{
    /// <summary>The name by which C# notebooks ask for their kernel.</summary>
    public const string Name = ".net-csharp";

    private const string Tool = "microsoft.dotnet-interactive";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fetches the tool where it is missing, writes the folder and returns it. A kernel.json of other origin that was there is kept beside it as kernel.json.before.</summary>
    /// <param name="prefix">Below PREFIX/share/jupyter/kernels, or null: among the user's own kernels.</param>
    /// <exception cref="SegBookException">The tool cannot be fetched.</exception>
    public static string Install(string? prefix)
    {
        var folder = Path.Combine(prefix is null ? DataFolder() : Path.Combine(prefix, "share", "jupyter"), "kernels", Name);
        var file = Path.Combine(folder, "kernel.json");
        var text = Specification(Program()).ToJsonString(Indented) + "\n";
        Directory.CreateDirectory(folder);
        if (File.Exists(file) && !File.ReadAllText(file).Contains("kernel.sh", StringComparison.Ordinal))
        {
            File.Move(file, file + ".before", overwrite: true);
        }

        File.WriteAllText(file, text);
        return folder;
    }

    // Where there is no shell, the kernel starts as it is: an interrupt ends it there, but at least its port is open to this machine only.
    private static JsonObject Specification(string program) => new()
    {
        ["argv"] = OperatingSystem.IsWindows()
            ? new JsonArray("dotnet", program, "jupyter", "--default-kernel", "csharp", "--http-local-only", "{connection_file}")
            : new JsonArray(Path.Combine(Workspace.Root, "tools", "kernel.sh"), program, "{connection_file}"),
        ["display_name"] = ".NET (C#)",
        ["language"] = "C#",
        ["interrupt_mode"] = "signal",
    };

    private static string Program()
    {
        Dotnet("tool", "restore");
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Workspace.Root, ".config", "dotnet-tools.json")))!;
        var packages = Dotnet("nuget", "locals", "global-packages", "--list").Split(": ", 2)[^1].Trim();
        var folder = Path.Combine(packages, Tool, manifest["tools"]![Tool]!["version"]!.ToString(), "tools");
        return Directory.EnumerateFiles(folder, "Microsoft.DotNet.Interactive.App.dll", SearchOption.AllDirectories).First();
    }

    private static string Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Workspace.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new SegBookException($"'dotnet {string.Join(' ', arguments)}' failed: {errors.Result}{said}");
    }

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
