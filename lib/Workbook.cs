using SegBook.Models;

namespace SegBook;

/// <summary>How long a notebook may take.</summary>
public enum Profile
{
    /// <summary>A minute or two on a CPU: small pictures, few epochs. Shows that and how it works.</summary>
    Quick,

    /// <summary>Long trainings on larger pictures: hours on a CPU.</summary>
    Full,
}

/// <summary>The settings of a notebook, read in one place from the environment (<c>./segbook run</c> sets them), with defaults for a notebook that is stepped through by hand.</summary>
/// <param name="Root">Folder of the checkout: the one that holds <c>global.json</c> and <c>notebooks</c>.</param>
/// <param name="DataPath"><c>SEGBOOK_DATA</c>: folder or zip with the frames (default: data/camseq01 if it is there, else data/sample).</param>
/// <param name="Profile"><c>SEGBOOK_PROFILE</c>, quick or full: how long a notebook may take.</param>
/// <param name="Device"><c>SEGBOOK_DEVICE</c>, auto, cpu, cuda or cuda:N: where tensors are computed. <c>SEGBOOK_THREADS</c> is how many threads libtorch uses.</param>
/// <param name="OutputFolder"><c>SEGBOOK_OUT</c>: where runs, exported charts and checkpoints go (default: runs/notebook).</param>
/// <param name="Seed"><c>SEGBOOK_SEED</c>: what every random choice comes from (default: 1).</param>
public sealed record Workbook(string Root, string DataPath, Profile Profile, torch.Device Device, string OutputFolder, int Seed)
{
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
        var profile = Variable("SEGBOOK_PROFILE")?.ToLowerInvariant() switch
        {
            null or "quick" => Profile.Quick,
            "full" => Profile.Full,
            var other => throw new SegBookException($"SEGBOOK_PROFILE is '{other}'. Use quick or full."),
        };
        var data = Path.GetFullPath(Variable("SEGBOOK_DATA") ?? DefaultData(root));
        var output = Path.GetFullPath(Variable("SEGBOOK_OUT") ?? Path.Combine(root, "runs", "notebook"));
        return new Workbook(root, data, profile, Compute.Device(Variable("SEGBOOK_DEVICE") ?? "auto"), output, seed);
    }

    /// <summary>What an encoder can start from here: imagenet where its weights are in the cache (<c>./segbook run</c> and <c>./segbook weights</c> fetch them), else null, random ones.</summary>
    /// <exception cref="SegBookException">There is no such encoder.</exception>
    public string? Pretrained(string encoder) =>
        PretrainedWeights.Find(PretrainedSource.Of(encoder), PretrainedWeights.Folder) is null ? null : "imagenet";

    /// <summary>One value for the quick profile, another for the full one.</summary>
    public T Choose<T>(T quick, T full) => IsQuick ? quick : full;

    /// <summary>The line that a notebook's first cell ends in.</summary>
    public override string ToString() => $"{Compute.Describe(Device)}; {Compute.Resolve(Precision.Auto, Device)} precision, profile {(IsQuick ? "quick" : "full")}, seed {Seed}{(IsSample ? ", frames of the synthetic sample" : "")}";

    private bool IsSample => DataPath == SamplePath(Root);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    internal static int Number(string name, int otherwise) =>
        Variable(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw new SegBookException($"{name} is '{text}'. Use a whole number from 0.");

    internal static string DefaultData(string root)
    {
        var real = Path.Combine(root, "data", "camseq01");
        return Directory.Exists(real) ? real : SamplePath(root);
    }

    private static string SamplePath(string root) => Path.Combine(root, "data", "sample");

    internal static string FindRoot(string from)
    {
        var folder = new DirectoryInfo(from);
        while (folder is not null && !(File.Exists(Path.Combine(folder.FullName, "global.json")) && Directory.Exists(Path.Combine(folder.FullName, "notebooks"))))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? from;
    }
}
