using System.Globalization;
using SegBook.Models;
using TorchSharp;

namespace SegBook;

/// <summary>How long a notebook may take.</summary>
public enum Profile
{
    /// <summary>A minute or two on a CPU: small pictures, few epochs. Shows that and how it works.</summary>
    Quick,

    /// <summary>What the conclusions are drawn from.</summary>
    Full,
}

/// <summary>The settings of a notebook, read in one place from the environment (<c>./segbook run</c> sets them), with defaults for a notebook that is stepped through by hand.</summary>
/// <remarks>
/// <c>SEGBOOK_DATA</c> the frames' folder or zip (default: data/camseq01 if it is there, else data/sample);
/// <c>SEGBOOK_PROFILE</c> quick or full; <c>SEGBOOK_DEVICE</c> auto, cpu, cuda, cuda:N; <c>SEGBOOK_OUT</c> where runs and exports go (default runs/notebook);
/// <c>SEGBOOK_SEED</c> the seed of everything random (default 1); <c>SEGBOOK_THREADS</c> threads of libtorch.
/// </remarks>
public sealed record Workbook
{
    /// <summary>Folder or zip with the frames.</summary>
    public required string DataPath { get; init; }

    /// <summary>How long a notebook may take.</summary>
    public Profile Profile { get; init; } = Profile.Quick;

    /// <summary>Where tensors are computed.</summary>
    public required torch.Device Device { get; init; }

    /// <summary>Runs, exported charts and checkpoints go here.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The seed that every random choice comes from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folder of the checkout: the one that holds <c>global.json</c> and <c>notebooks</c>.</summary>
    public required string Root { get; init; }

    /// <summary>True on the quick profile.</summary>
    public bool IsQuick => Profile == Profile.Quick;

    /// <summary>Where exported charts go.</summary>
    public string ExportFolder => Path.Combine(OutputFolder, "export");

    /// <summary>Reads the settings and prepares libtorch: threads, and the seed of its generator.</summary>
    /// <exception cref="SegBookException">A variable has a value that does not exist.</exception>
    public static Workbook Open()
    {
        var root = FindRoot(Environment.CurrentDirectory);
        var seed = Number("SEGBOOK_SEED", 1);
        Compute.UseThreads(Number("SEGBOOK_THREADS", 0));
        Compute.AllowTf32(true);

        torch.random.manual_seed(seed);
        return new Workbook
        {
            Root = root,
            DataPath = Variable("SEGBOOK_DATA") is { } data ? Path.GetFullPath(data) : DefaultData(root),
            Profile = Variable("SEGBOOK_PROFILE")?.ToLowerInvariant() switch
            {
                null or "quick" => Profile.Quick,
                "full" => Profile.Full,
                var other => throw new SegBookException($"SEGBOOK_PROFILE is '{other}'. Use quick or full."),
            },
            Device = Compute.Device(Variable("SEGBOOK_DEVICE") ?? "auto"),
            OutputFolder = Path.GetFullPath(Variable("SEGBOOK_OUT") ?? Path.Combine(root, "runs", "notebook")),
            Seed = seed,
        };
    }

    /// <summary>One value for the quick profile, another for the full one.</summary>
    public T Choose<T>(T quick, T full) => IsQuick ? quick : full;

    /// <summary>The line that a notebook's first cell ends in.</summary>
    public override string ToString() => $"{Compute.Describe(Device)}; profile {(IsQuick ? "quick" : "full")}, seed {Seed}{(TailChannels.AreWrongHere ? "\n" + TailChannels.Warning : "")}";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    internal static int Number(string name, int otherwise) =>
        Variable(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw new SegBookException($"{name} is '{text}'. Use a whole number from 0.");

    internal static string DefaultData(string root)
    {
        var real = Path.Combine(root, "data", "camseq01");
        return Directory.Exists(real) ? real : Path.Combine(root, "data", "sample");
    }

    internal static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")) && Directory.Exists(Path.Combine(folder.FullName, "notebooks")))
            {
                return folder.FullName;
            }
        }

        return from;
    }
}
