using SegBook.Charts;
using SegBook.Metrics;
using SegBook.Training;

namespace SegBook.Tests.Charts;

/// <summary>One small figure of each kind, drawn together in one start of the browser.</summary>
internal static class Samples
{
    private static readonly string[] Classes = ["Road", "Car", "A < B & C"];

    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["iou-bars"] = IouBars.Of("U-Net leads", Classes, [900, 90, 10], "IoU, n = 20 frames",
            new ClassScores("U-Net", [Of(0.9), Of(0.6), new(double.NaN, double.NaN, double.NaN)], Of(0.75)), new ClassScores("PSPNet", [Of(0.8), Of(0.5), Of(0.1)], Of(0.47))),
        ["confusion"] = ConfusionHeatMap.Of("Cars are taken for road", Classes, new long[,] { { 8, 1, 1 }, { 5, 5, 0 }, { 0, 0, 0 } }),
        ["class-shares"] = ClassShares.Of("Road is everywhere", Classes, [0.9, 0.09, 0.01], [1, 0.5, 0], 20),
        ["share-drift"] = ShareDrift.Of("The road widens", Classes, [0, 1, 2], [[0.5, 0.4, 0.1], [0.6, 0.3, 0.1], [0.7, 0.2, 0.1]]),
        ["leak-curve"] = LeakCurve.Of("Neighbours are alike", "mIoU", [(1, Of(0.7)), (5, Of(0.5)), (10, Of(0.4))], ("nearest", 2)),
        ["co-occurrence"] = CoOccurrence.Of("Cars need a road", Classes, new[,] { { 20, 10, 1 }, { 10, 10, 1 }, { 1, 1, 1 } }),
        ["stage"] = StageChart.Of("A rate of 1e-3 is best", "learning rate", "mIoU", [("1e-4", [0.3, 0.32]), ("1e-3", [0.4, 0.41]), ("1e-2", [double.NaN, 0.1])], "1e-3"),
        ["search"] = SearchScatter.Of("Only the rate matters", "mIoU",
        [
            new(new Dictionary<string, double> { ["rate"] = 1e-4, ["batch"] = 4 }, 0.3, 3), new(new Dictionary<string, double> { ["rate"] = 1e-2, ["batch"] = 8 }, 0.4, 9),
            new(new Dictionary<string, double> { ["rate"] = 1e-3 }, double.NaN, 3),
        ]),
        ["difference"] = DifferenceChart.Of("U-Net is ahead", "difference in mIoU, n = 15", ("U-Net - PSPNet", new(0.03, 0.01, 0.05), 0.0004), ("U-Net - copy", new(0.01, -0.01, 0.03), null)),
        ["pareto"] = ParetoChart.Of("PSPNet is fast", "ms per frame", "mIoU", new ParetoPoint("U-Net", 90, Of(0.44), 55), new ParetoPoint("PSPNet", 30, Of(0.4), 46)),
        ["definitions"] = DefinitionsBars.Of("One prediction, two scores", "score, n = 20 frames", ["ours", "theirs"], ("U-Net", [0.41, 0.77])),
        ["learning-curves"] = LearningCurves.Of("Validation lags behind", ("U-Net", [Epoch(1, 2, 0.1), Epoch(2, 1.5, double.NaN), Epoch(3, 1, 0.3)]), ("PSPNet", [Epoch(1, 2, 0.2), Epoch(2, 1, 0.25)])),
        ["model-scores"] = ModelScores.Of("U-Net leads, copying is not far", "mIoU, n = 2 runs",
            [new("U-Net", [0.43, 0.47], Of(0.45)), new("PSPNet", [0.4], Of(0.4))], ("copy of the nearest frame", 0.37), ("most frequent class", 0.22)),
        ["frame-scores"] = FrameScores.Of("Frame 8 is hard", "mIoU", [5, 6, 8, 9], ("U-Net", [0.4, 0.5, 0.2, double.NaN])),
        ["model-diagram"] = ModelDiagram.Of("A small network",
            [new("picture", BlockKind.Picture, 3, 1, 64, 96), new("stem", BlockKind.Encoder, 16, 2, 32, 48), new("head", BlockKind.Head, 11, 1, 64, 96)],
            [new("picture", "stem"), new("stem", "head"), new("picture", "head", Skip: true)]),
    };

    private static EpochRecord Epoch(int number, double loss, double score) => new(number, loss, 1e-3 / number, score + 0.1, 0.8, loss + 0.2, score, 0.7, 1, 1, 1);

    private static Interval Of(double value) => new(value, value - 0.05, value + 0.04);
}
