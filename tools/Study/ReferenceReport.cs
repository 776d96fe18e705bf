using SegBook.Data;
using SegBook.Models;
using SegBook.Reference;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>The networks trained and scored as the reference notebook did it, beside what they score on frames that were held out.</summary>
internal static class ReferenceReport
{
    /// <summary>Writes <c>reference.csv</c> and a section for the README, with the networks of which both runs are finished.</summary>
    /// <returns>The section; nothing when there is no such network.</returns>
    public static string Write(StudyPlan plan, StudyRuns runs, RunStore store, string folder)
    {
        var feet = plan.ReferenceFeet().Where(foot => Gap(foot, runs, store) is not null).ToList();
        if (feet.Count == 0)
        {
            return "";
        }

        using var dataset = SegmentationDataset.Open(plan.Foot.Data, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset, feet[0].Height, feet[0].Width);
        var gaps = feet.Select(foot => Gap(foot, runs, store)!).ToList();
        var rows = Baselines(cache, ReferenceGap.Experiments(feet[0], store).HeldOut).Concat(ReferenceGap.Table(gaps).Rows.Select(row => row.ToArray())).ToList();
        File.WriteAllLines(Path.Combine(folder, "reference.csv"), rows.Select(row => string.Join(',', row.Select(cell => cell.Contains(',') ? $"\"{cell}\"" : cell))).Prepend("network,split,miou_whole_set,reference_iou,accuracy"));
        return $"""
            ## As the reference notebook did it

            The reference cut its pictures into training and validation *after* making eight variants of each, and averaged an IoU in which a class that is in neither labels nor prediction counts 1. The same networks, the same number of steps, one seed:

            | network | split | mIoU over the whole set | the reference's IoU | accuracy |
            |---|---|---|---|---|
            {string.Join('\n', rows.Select(row => $"| {string.Join(" | ", row)} |"))}

            So the metric is worth {Points(gaps.Select(gap => gap.HeldOut.ReferenceIou - gap.HeldOut.MeanIou))} points on a held-out block, and under the reference's split mIoU is {Points(gaps.Select(gap => gap.Leaking.MeanIou - gap.HeldOut.MeanIou))} points off the block's. That is not the leak alone: its pictures are near-copies of what was trained on, but turned, distorted and enlarged ones, which may be harder than a plain frame. Epochs under it: {string.Join(", ", feet.Select(foot => $"{foot.Model.Architecture.Title()} {foot.Epochs}"))}.

            32 classes at {cache.Height} x {cache.Width}, of which these masks have {Present(cache)}: each absent one counts 1 in the reference's IoU, so that even the most frequent class per pixel scores high by it. The published figures are of ResNet-50 with ImageNet weights and of masks with all their classes, so fewer absent ones: they do not compare with ours, but our rows do with each other.

            """;
    }

    private static ReferenceGap? Gap(Experiment foot, StudyRuns runs, RunStore store)
    {
        var (heldOut, leaking) = ReferenceGap.Experiments(foot, store);
        if (runs.Find(heldOut) is not { } honest || runs.Find(leaking) is not { } leaky)
        {
            return null;
        }

        runs.Keep(honest);
        runs.Keep(leaky);
        return new ReferenceGap(foot.Model.Architecture, Score(honest), Score(leaky));

        static ReferenceScore Score(Run run) => ReferenceScore.Of([.. run.TestFrames().Select(frame => frame.Matrix)], run.Experiment.BatchSize);
    }

    private static IEnumerable<string[]> Baselines(FrameCache cache, Experiment heldOut) =>
        from split in new[] { heldOut.Split.Divide(cache.Dataset, heldOut.Seed) }
        from baseline in new[]
        {
            (Name: "nearest training frame", Of: Training.Baselines.CopyNearest(cache, split)),
            (Name: "most frequent class per pixel", Of: Training.Baselines.MostFrequent(cache, split)),
        }
        let score = ReferenceScore.Of(baseline.Of.PerFrame, heldOut.BatchSize)
        select (string[])[baseline.Name, "held-out block", $"{score.MeanIou:0.000}", $"{score.ReferenceIou:0.000}", $"{score.Accuracy:0.000}"];

    private static string Points(IEnumerable<double> differences)
    {
        var points = differences.Select(difference => 100 * difference).Order().ToList();
        return $"{points[0]:+0.0;-0.0} to {points[^1]:+0.0;-0.0}";
    }

    private static int Present(FrameCache cache) =>
        Enumerable.Range(0, cache.Count).SelectMany(frame => cache.Get(frame).Labels.Distinct()).Where(label => label != LabelMap.Ignore).Distinct().Count();
}
