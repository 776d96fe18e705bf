using System.Globalization;
using System.Text;
using SegBook.Data;
using SegBook.Reference;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>The networks trained and scored as the reference notebook did it, beside what they score on frames that were held out.</summary>
internal static class ReferenceReport
{
    /// <summary>Writes <c>reference.csv</c> and a section for the README, with the networks of which both runs are finished.</summary>
    /// <returns>The section; nothing when there is no such network.</returns>
    public static string Write(StudyPlan plan, RunStore store, string folder)
    {
        var dataset = SegmentationDataset.Open(plan.Foot.Data, LabelMap.CamVid32);
        var feet = plan.ReferenceFeet().Where(foot => ReferenceGap.Experiments(foot, store) is var pair && Finished(pair.HeldOut) && Finished(pair.Leaking)).ToList();
        if (feet.Count == 0)
        {
            return "";
        }

        using var cache = new FrameCache(dataset, feet[0].Height, feet[0].Width);
        var gaps = feet.Select(foot => ReferenceGap.Measure(foot, store)).ToList();
        var heldOut = ReferenceGap.Experiments(feet[0], store).HeldOut;
        var rows = Rows(gaps, heldOut.BatchSize, cache, heldOut.Split.Divide(dataset.Count, heldOut.Seed)).ToList();
        File.WriteAllLines(Path.Combine(folder, "reference.csv"), rows.Select(row => string.Join(',', row)).Prepend("network,split,miou_whole_set,reference_iou,accuracy"));
        var text = new StringBuilder("## As the reference notebook did it\n\n");
        text.AppendLine("The reference cut its pictures into training and validation *after* making eight variants of each, and averaged an IoU in which a class that is in neither picture nor answer counts 1. The same networks, the same number of steps, one seed:").AppendLine();
        text.AppendLine("| network | split | mIoU over the whole set | the reference's IoU | accuracy |").AppendLine("|---|---|---|---|---|");
        rows.ForEach(row => text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |"));
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"So the metric is worth {Points(gaps.Select(gap => gap.HeldOut.ReferenceIou - gap.HeldOut.MeanIou))} points on a held-out block, and the leaking split {Points(gaps.Select(gap => gap.Leaking.MeanIou - gap.HeldOut.MeanIou))} points of mIoU (its pictures are near-copies of what was trained on, but turned, distorted and enlarged ones, which are harder than a plain frame).").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"32 classes at {cache.Height} x {cache.Width}, of which these masks have {Present(cache)}: each absent one counts 1 in the reference's IoU, so that even the most frequent class per pixel scores high by it. The published figures are of ResNet-50 with ImageNet weights and of masks with all their classes, so fewer absent ones: they do not compare with ours, but our rows do with each other.");
        return text.ToString();

        bool Finished(Experiment experiment) => store.Find(experiment) is { Status: RunStatus.Finished };
    }

    private static IEnumerable<string[]> Rows(IReadOnlyList<ReferenceGap> gaps, int batchSize, FrameCache cache, Split heldOut)
    {
        foreach (var baseline in Baselines.All(cache, heldOut))
        {
            yield return Row(baseline.Name, "held-out block", ReferenceScore.Of(baseline.PerFrame, batchSize));
        }

        foreach (var gap in gaps)
        {
            var (iou, accuracy) = ReferenceGap.Published(gap.Architecture);
            yield return [$"{gap.Architecture}", "the reference's, as published", "", Text(iou), Text(accuracy)];
            yield return Row($"{gap.Architecture}", "the reference's", gap.Leaking);
            yield return Row($"{gap.Architecture}", "held-out block", gap.HeldOut);
        }
    }

    private static string[] Row(string name, string split, ReferenceScore score) => [name, split, Text(score.MeanIou), Text(score.ReferenceIou), Text(score.Accuracy)];

    private static string Text(double score) => score.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Points(IEnumerable<double> differences)
    {
        var points = differences.Select(difference => 100 * difference).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{points[0]:+0.0;-0.0} to {points[^1]:+0.0;-0.0}");
    }

    private static int Present(FrameCache cache) => Enumerable.Range(0, cache.Count).SelectMany(frame => cache.Get(frame).Labels.Distinct()).Where(label => label != LabelMap.Ignore).Distinct().Count();
}
