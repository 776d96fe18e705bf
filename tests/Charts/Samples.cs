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
        ["iou-bars"] = ResultCharts.Iou(Classes, [("U-Net", [Matrix(9, 1, 1, 5), Matrix(8, 2, 0, 5)]), ("PSPNet", [Matrix(7, 3, 2, 4), Matrix(8, 2, 1, 4)])]),
        ["confusion"] = ResultCharts.Confusion(Classes, ConfusionMatrix.FromCounts(new long[,] { { 8, 1, 1 }, { 5, 5, 0 }, { 0, 0, 0 } })),
        ["class-shares"] = DatasetCharts.ClassShares(Classes, [0.9, 0.09, 0.01], [1, 0.5, 0], 20),
        ["share-drift"] = DatasetCharts.Drift(Classes, [[0.5, 0.4, 0.1], [0.6, 0.3, 0.1], [0.7, 0.2, 0.1]]),
        ["leak-curve"] = DatasetCharts.Leak([(1, 0.7), (5, 0.5), (10, 0.4)]),
        ["co-occurrence"] = DatasetCharts.CoOccurrence(Classes, new[,] { { 1, 0.5, 0.05 }, { 1, 1, 0.1 }, { double.NaN, double.NaN, double.NaN } }),
        ["stages"] = TrainingCharts.Trials("U-Net, one setting at a time",
        [
            new("learning rate", new[] { "0.0001", "0.0005", "0.001", "0.005" }, [(0.3, 9), (0.4, 9), (0.31, 9), (double.NaN, 2)], 1),
            new("optimizer", new[] { "SGD 0.9", "RMSprop", "Adam" }, [(0.35, 9), (0.36, 9), (0.4, 9)], 2),
            new("schedule", new[] { "StepLR 0.10", "StepLR 0.15", "plateau", "none" }, [(0.35, 9), (0.37, 9), (0.41, 9), (0.42, 9)], 3),
            new("weight decay", new[] { "0", "0.0001" }, [(0.42, 9), (0.42, 9)], 0), new("loss", new[] { "CrossEntropy", "A < B" }, [(0.42, 9), (0.39, 9)], 0),
        ], luck: 0.015),
        ["search"] = TrainingCharts.Trials("Only the rate matters",
        [
            new("rate", new[] { 1e-4, 1e-2, 1e-3, 2e-3 }, [(0.3, 3), (0.4, 9), (double.NaN, 1), (0.35, 9)], 1), new("batch", new[] { 4.0, 8, 8, 4 }, [(0.3, 3), (0.4, 9), (double.NaN, 1), (0.35, 9)], 1),
            new("augmentation", new[] { "flip", "none", "strong", "flip" }, [(0.3, 3), (0.4, 9), (double.NaN, 1), (0.35, 9)], 1),
        ]),
        ["difference"] = ResultCharts.Differences([new("U-Net", "PSPNet", 101, new(0.03, 0.01, 0.05)), new("U-Net", "copy", 101, new(0.01, -0.01, 0.03))]),
        ["gains"] = ResultCharts.Gains(["Road", "Car"],
        [
            ("U-Net", new(new(0.1, 0.05, 0.15), [new(0.02, -0.01, 0.05), new(0.18, 0.1, 0.3)], 101, 26)), ("PSPNet", new(new(-0.02, -0.1, 0.06), [new(0.01, 0, 0.02), Interval.None(double.NaN)], 101, 26)),
        ], "Gain of two networks"),
        ["pareto"] = TrainingCharts.Pareto("ms per frame", [new("U-Net", new(0.44, 0.4, 0.5), 90, 14_000_000, 0, 0), new("PSPNet", new(0.4, 0.33, 0.45), 30, 900_000, 0, 0), new("slow", Interval.None(0.3), 100, 5_000_000, 0, 0)]),
        ["definitions"] = ResultCharts.Definitions([("U-Net", IouDefinitions.Of([Matrix(9, 1, 1, 5), Matrix(8, 2, 0, 5)])), ("PSPNet", IouDefinitions.Of([Matrix(7, 3, 2, 4), Matrix(8, 2, 1, 4)]))]),
        ["learning-curves"] = TrainingCharts.LearningCurves([("U-Net", [Epoch(1, 2, 0.1), Epoch(2, 1.5, double.NaN), Epoch(3, 1, 0.3)]), ("PSPNet", [Epoch(1, 2, 0.2), Epoch(2, 1, 0.25)])]),
        ["model-diagram"] = ModelDiagram.Of("A small network",
        [
            new("image", "image", new(3, 64, 96), 1, null, []), new("stem", "encoder", new(16, 32, 48), 2, 7, [("image", false)]),
            new("head", "head", new(11, 64, 96), 1, null, [("stem", false), ("image", true)]),
        ]),
    };

    private static EpochRecord Epoch(int number, double loss, double score) => new(number, loss, 1e-3 / number, score + 0.1, 0.8, loss + 0.2, score, 0.7, 1, 1, 1);

    private static ConfusionMatrix Matrix(long roads, long roadsAsCars, long carsAsRoads, long cars) =>
        ConfusionMatrix.FromCounts(new[,] { { roads, roadsAsCars, 0 }, { carsAsRoads, cars, 0 }, { 0, 0, 0 } });
}
