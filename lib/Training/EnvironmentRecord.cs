using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Where and with what a run was made: enough to know why another machine's numbers differ.</summary>
public sealed record EnvironmentRecord
{
    /// <summary>The library's version.</summary>
    public required string SegBook { get; init; }

    /// <summary>The commit of the checkout, with "+changes" where files differ from it; null outside a checkout.</summary>
    public string? Commit { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string Libtorch { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNet { get; init; }

    /// <summary>The operating system and its architecture.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>The device the run was computed on.</summary>
    public required string Device { get; init; }

    /// <summary>libtorch's threads; another number may change the last bits.</summary>
    public int Threads { get; init; }

    /// <summary>The processor cores of the machine.</summary>
    public int Cores { get; init; }

    /// <summary>What the data amounts to; another fingerprint is other data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>What was found at the data's path, in words.</summary>
    public required string DataDescription { get; init; }

    /// <summary>The file that the encoder's weights came from, with its SHA-256; null for random weights.</summary>
    public string? Pretrained { get; init; }

    /// <summary>When the run began, UTC.</summary>
    public DateTime Started { get; init; }

    /// <summary>Describes this process.</summary>
    /// <param name="device">The device that is used.</param>
    /// <param name="fingerprint">The data's fingerprint.</param>
    /// <param name="description">The data in words.</param>
    /// <param name="pretrained">The file that the encoder's weights come from, with its SHA-256.</param>
    public static EnvironmentRecord Here(Device device, string fingerprint, string description, string? pretrained = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new()
        {
            SegBook = Compute.Version,
            Commit = FindCommit(),
            Libtorch = Compute.LibtorchVersion,
            DotNet = Environment.Version.ToString(),
            OperatingSystem = $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}",
            Machine = Environment.MachineName,
            Device = device.ToString(),
            Threads = get_num_threads(),
            Cores = Environment.ProcessorCount,
            DataFingerprint = fingerprint,
            DataDescription = description,
            Pretrained = pretrained,
            Started = DateTime.UtcNow,
        };
    }

    internal string ToJson() => JsonSerializer.Serialize(this, ExperimentJson.Options);

    internal static EnvironmentRecord Load(string path) => ExperimentJson.Load<EnvironmentRecord>(path);

    private static string? FindCommit()
    {
        // The checkout that the library was built in, not the one that the process happens to stand in.
        var folder = Path.GetDirectoryName(typeof(EnvironmentRecord).Assembly.Location) is { Length: > 0 } place ? place : AppContext.BaseDirectory;
        return Git(folder, "rev-parse --short=12 HEAD") is not { Length: > 0 } commit ? null
            : Git(folder, "status --porcelain --untracked-files=no") is { Length: 0 } ? commit : commit + "+changes";
    }

    private static string? Git(string folder, string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
            var text = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git?.ExitCode == 0 ? text : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return null;
        }
    }
}
