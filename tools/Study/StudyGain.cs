using System.Globalization;
using SegBook.Display;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>A network of a study against itself in another one, on the frames that both have tested.</summary>
/// <param name="Name">Of the network, with its epochs where they differ.</param>
/// <param name="Here">mIoU in the study.</param>
/// <param name="There">mIoU in the other.</param>
/// <param name="Gain">Here less there.</param>
/// <param name="Other">A run of the other study.</param>
/// <param name="Seeds">How many each has.</param>
internal sealed record StudyGain(string Name, double Here, double There, BootstrapResult Gain, Run Other, (int Here, int There) Seeds)
{
    /// <summary>Every network that was tested on the same folds of the same frames in both, by runs that are not the other's.</summary>
    public static IReadOnlyList<StudyGain> Of(IReadOnlyList<Run> study, IEnumerable<Run> others)
    {
        var known = others.ToLookup(Key);
        return
        [
            .. from network in study.GroupBy(run => run.Experiment.Model.Architecture)
               let ours = Complete(network.Where(run => known.Contains(Key(run))))
               let theirs = Complete(ours.Select(Key).Distinct().SelectMany(key => known[key]))
               where theirs.Count > 0 && !ours.All(run => theirs.Exists(other => other.Id == run.Id))
               let gain = BlockBootstrap.Difference(PerFrame(ours), PerFrame(theirs))
               let epochs = (Here: ours[0].Experiment.Epochs, There: theirs[0].Experiment.Epochs)
               select new StudyGain($"{network.Key.Title()}{(epochs.Here == epochs.There ? "" : $", {epochs.Here} epochs against {epochs.There}")}", ConfusionMatrix.Sum(PerFrame(ours)).MeanIou(), ConfusionMatrix.Sum(PerFrame(theirs)).MeanIou(), gain, theirs[0], (SeedsOf(ours), SeedsOf(theirs))),
        ];
    }

    /// <summary>What a run's encoder started from and how large its frames were.</summary>
    public static string What(Run run) => $"{(run.Experiment.Weights switch { null => "random weights", "imagenet" => "ImageNet weights", var other => $"'{other}' weights" })} at {run.Experiment.Height} x {run.Experiment.Width}";

    /// <summary>The network's row of a table.</summary>
    public string ToRow(IReadOnlyList<string> classes)
    {
        var clear = classes.Zip(Gain.Iou).Where(one => one.Second.Low > 0 || one.Second.High < 0).OrderByDescending(one => one.Second.Estimate);
        var named = string.Join(", ", clear.Select(one => $"{one.First} {Points(one.Second.Estimate)}"));
        return $"| {Name} | {Here.Fixed(3)} | {There.Fixed(3)} | {Points(Gain.MeanIou.Estimate)} ({Points(Gain.MeanIou.Low)} to {Points(Gain.MeanIou.High)}) | {(named.Length > 0 ? named : "none beyond chance")} |";
    }

    private static int SeedsOf(List<Run> runs) => runs.Select(run => run.Experiment.Seed).Distinct().Count();

    // Other seeds are other draws of the same thing; they are added up frame by frame.
    private static IReadOnlyList<ConfusionMatrix> PerFrame(IEnumerable<Run> runs) =>
        new StudyScore("", [.. runs.GroupBy(run => run.Experiment.Seed).Select(StudyReport.TestFrames)]).PerFrame;

    // The seeds that have tested as many folds as there are; of a study under way the last may not have.
    private static List<Run> Complete(IEnumerable<Run> runs)
    {
        var folds = runs.Select(run => run.Experiment.Split.Fold).Distinct().Count();
        return [.. runs.GroupBy(run => run.Experiment.Seed).Where(seed => seed.Count() == folds).SelectMany(seed => seed)];
    }

    private static (string, string, SplitSpec) Key(Run run) => (run.Environment.DataFingerprint, $"{run.Experiment.Model.Architecture} {run.Experiment.Labels}", run.Experiment.Split);

    private static string Points(double difference) => (100 * difference).ToString("+0.0;-0.0", CultureInfo.InvariantCulture);
}
