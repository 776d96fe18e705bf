using SegBook.Models;
using SegBook.Reference;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>Which runs a study consists of.</summary>
public sealed record StudyPlan
{
    /// <summary>The networks that are compared unless others are named.</summary>
    public static IReadOnlyList<Architecture> AllArchitectures { get; } = [Architecture.DeepLabV3Plus, Architecture.UNet, Architecture.PSPNet];

    /// <summary>The networks that are compared.</summary>
    public IReadOnlyList<Architecture> Architectures { get; init; } = AllArchitectures;

    /// <summary>What all runs have in common.</summary>
    public required Experiment Foot { get; init; }

    /// <summary>Into how many contiguous blocks the sequence is cut.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How many of the folds are tested, from the first.</summary>
    public int TestedFolds { get; init; } = 5;

    /// <summary>Runs of each fold, with seeds 1, 2, ...</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Settings that <see cref="Foot"/> was given by <c>--set</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>A factor on the networks' usual epochs.</summary>
    public double EpochFactor { get; init; } = 1;

    /// <summary>Whether the networks are also trained and scored as the reference notebook did it.</summary>
    public bool WithReference { get; init; }

    /// <summary>The results of another study, with which each network is compared; null when there is none.</summary>
    public string? Against { get; init; }

    /// <summary>Checks everything before the first run begins.</summary>
    /// <exception cref="SegBookException">A number is out of range; the message names the option.</exception>
    public void Validate()
    {
        SegBookException.Require(Folds is >= 2 and <= 50, $"--folds is {Folds}. Use 2 to 50.");
        SegBookException.Require(TestedFolds >= 1 && TestedFolds <= Folds, $"--only-folds is {TestedFolds}. Use 1 to {Folds}, which is --folds.");
        SegBookException.Require(Seeds is >= 1 and <= 1000, $"--seeds is {Seeds}. Use 1 to 1000.");
        SegBookException.Require(EpochFactor is > 0 and <= 100, $"--epochs is {EpochFactor}. It is a factor on the usual epochs: above 0, at most 100.");
        string[] decided = ["seed=", "split.", "split=", "architecture=", "model.architecture=", "model="];
        var setting = Settings.FirstOrDefault(setting => decided.Any(name => setting.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        SegBookException.Require(setting is null, $"--set {setting}: a study decides that itself. Use --seeds, --folds, --only-folds or --networks.");
        SegBookException.Require(Against is null || StudyRuns.Records(Against).Any(), $"--against is '{Against}', and its folder 'runs' holds no record of a finished run. Give the folder that a study's --out was.");
        foreach (var experiment in Experiments().Take(Architectures.Count))
        {
            experiment.Validate();
        }
    }

    /// <summary>Every run there is to train.</summary>
    /// <param name="store">Where they are kept.</param>
    public IReadOnlyList<Experiment> AllRuns(RunStore store) =>
        [.. Experiments(), .. ReferenceFeet().Select(foot => ReferenceGap.Experiments(foot, store)).SelectMany(pair => (Experiment[])[pair.Leaking, pair.HeldOut])];

    /// <summary>For each network what <see cref="ReferenceGap"/> starts from: the reference's 256 x 256 pictures, and about as many steps as in a fold of the study.</summary>
    public IReadOnlyList<Experiment> ReferenceFeet() => !WithReference ? [] :
    [
        .. from architecture in Architectures
           select Foot with { Model = Foot.Model with { Architecture = architecture }, Height = 256, Width = 256, Epochs = Epochs(architecture, ReferenceDataset.Variants().Count) },
    ];

    /// <summary>All runs, fold by fold, so that a study cut short has compared all networks on the folds it has.</summary>
    public IReadOnlyList<Experiment> Experiments() =>
    [
        .. from seed in Enumerable.Range(1, Seeds)
           from fold in Enumerable.Range(0, TestedFolds)
           from architecture in Architectures
           select Foot with
           {
               Model = Foot.Model with { Architecture = architecture },
               Epochs = Epochs(architecture),
               Split = new SplitSpec { Kind = SplitKind.Blocks, Folds = Folds, Fold = fold },
               Seed = seed,
           },
    ];

    // PSPNet needs more epochs and takes a third of the time for each; who sets epochs means all networks.
    private int Epochs(Architecture architecture, int variants = 1) =>
        Settings.Any(setting => setting.StartsWith("epochs=", StringComparison.OrdinalIgnoreCase)) ? Math.Max(1, Foot.Epochs / variants)
        : Math.Max(1, (int)Math.Round(EpochFactor * (architecture == Architecture.PSPNet ? 24 : 12) / variants));
}
