using System.Globalization;
using System.Text.RegularExpressions;
using SegBook.Data;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>The one place where an experiment's settings are checked.</summary>
internal static partial class ExperimentRules
{
    private static string[] Pretrained { get; } = ["imagenet", "imagenet-v2", "ssl", "swsl"];

    internal static void Check(Experiment experiment)
    {
        var problems = Problems(experiment).ToList();
        if (problems.Count > 0)
        {
            throw new SegBookException("The experiment cannot be run: " + string.Join(" ", problems));
        }

        // What a part knows best it checks itself.
        experiment.Loss.Validate();
        experiment.Network(experiment.Model.Classes == 0 ? 1 : experiment.Model.Classes).Validate();
    }

    private static IEnumerable<string> Problems(Experiment e) =>
        new[] { Picture(e), Split(e.Split), Optimizer(e.Optimizer), Schedule(e.Schedule, e.Epochs), Run(e) }.SelectMany(part => part).OfType<string>();

    private static IEnumerable<string?> Picture(Experiment e) =>
    [
        Unless(!string.IsNullOrWhiteSpace(e.Data), "data", e.Data, "the path of a folder or zip with frames"),
        Unless(!string.IsNullOrWhiteSpace(e.Labels), "labels", e.Labels, "CamVid11, CamVid32 or the path of a label map"),
        Unless(e.Height is >= 32 and <= 2048, "height", e.Height, "32 to 2048 pixels"),
        Unless(e.Width is >= 32 and <= 2048, "width", e.Width, "32 to 2048 pixels"),
        Unless(Transform.Known.Contains(e.Augmentation), "augmentation", e.Augmentation, "one of " + string.Join(", ", Transform.Known)),
    ];

    private static IEnumerable<string?> Split(SplitSpec s) =>
    [
        Unless(s.Kind is SplitKind.Blocks or SplitKind.Chronological or SplitKind.Random, "split.kind", s.Kind, "Blocks, Chronological or Random"),
        Unless(s.Folds is >= 2 and <= 50, "split.folds", s.Folds, "2 to 50"),
        Unless(s.Fold >= 0 && s.Fold < s.Folds, "split.fold", s.Fold, $"0 to {s.Folds - 1}, one less than split.folds"),
        Unless(s.Gap is >= 0 and <= 50, "split.gap", s.Gap, "0 to 50 frames"),
        Unless(s.Validation is >= 0 and <= 0.5, "split.validation", s.Validation, "0 to 0.5"),
        Unless(s.Test is > 0 and <= 0.5, "split.test", s.Test, "above 0 and at most 0.5"),
    ];

    private static IEnumerable<string?> Optimizer(OptimizerSettings o) =>
    [
        Known(o.Kind, "optimizer.kind"),
        Unless(o.LearningRate is > 0 and <= 10, "optimizer.learningRate", o.LearningRate, "above 0 and at most 10"),
        Unless(o.EncoderLearningRate is null or (> 0 and <= 10), "optimizer.encoderLearningRate", o.EncoderLearningRate, "above 0 and at most 10, or null"),
        Unless(o.Momentum is null or (>= 0 and < 1), "optimizer.momentum", o.Momentum, "0 to below 1, or null"),
        Unless(o.WeightDecay is >= 0 and <= 1, "optimizer.weightDecay", o.WeightDecay, "0 to 1"),
    ];

    private static IEnumerable<string?> Schedule(ScheduleSettings s, int epochs) =>
    [
        Known(s.Kind, "schedule.kind"),
        Unless(s.StepSize >= 1, "schedule.stepSize", s.StepSize, "at least 1 epoch"),
        Unless(s.Gamma is > 0 and < 1, "schedule.gamma", s.Gamma, "above 0 and below 1"),
        Unless(s.Patience >= 0, "schedule.patience", s.Patience, "at least 0 epochs"),
        Unless(s.Power is > 0 and <= 10, "schedule.power", s.Power, "above 0 and at most 10"),
        Unless(s.Floor is >= 0 and < 1, "schedule.floor", s.Floor, "0 to below 1"),
        Unless(s.Rise is > 0 and < 1, "schedule.rise", s.Rise, "above 0 and below 1"),
        Unless(s.StartDivisor is >= 1 and < double.PositiveInfinity, "schedule.startDivisor", s.StartDivisor, "at least 1"),
        Unless(s.EndDivisor is >= 1 and < double.PositiveInfinity, "schedule.endDivisor", s.EndDivisor, "at least 1"),
        Unless(s.WarmupEpochs == 0 || (s.WarmupEpochs > 0 && s.WarmupEpochs < epochs), "schedule.warmupEpochs", s.WarmupEpochs, $"0 to {epochs - 1}, fewer than epochs"),
        Unless(s.WarmupEpochs <= 0 || s.Kind != ScheduleKind.OneCycle, "schedule.warmupEpochs", s.WarmupEpochs, "0 with one-cycle, which warms up by itself"),
        Unless(s.WarmupStart is > 0 and <= 1, "schedule.warmupStart", s.WarmupStart, "above 0 and at most 1"),
    ];

    private static IEnumerable<string?> Run(Experiment e) =>
    [
        Known(e.Architecture, "model.architecture"),
        Unless(!string.IsNullOrWhiteSpace(e.Encoder), "model.encoder", e.Encoder, "the name of an encoder, such as resnet18"),
        Unless(e.Model.InChannels == 3, "model.inChannels", e.Model.InChannels, "3: frames are red, green and blue"),
        Unless(e.Model.Activation == HeadActivation.None, "model.activation", e.Model.Activation, "None in training, whose losses want logits"),
        Unless(e.Model.Upsampling is null, "model.upsampling", e.Model.Upsampling, "null in training: logits are compared pixel by pixel with the labels"),
        Unless(e.Weights is null || Pretrained.Contains(e.Weights), "weights", e.Weights, "null or one of " + string.Join(", ", Pretrained)),
        Unless(e.BatchSize is >= 1 and <= 256, "batchSize", e.BatchSize, "1 to 256 frames"),
        Unless(e.BatchSize != 1 || e.Architecture != Architecture.DeepLabV3Plus, "batchSize", e.BatchSize, "at least 2 for DeepLabV3Plus, whose image pooling normalises over the batch"),
        Unless(e.Accumulation is >= 1 and <= 1024, "accumulation", e.Accumulation, "1 to 1024 batches"),
        Unless(e.ClipNorm is null or (> 0 and < double.PositiveInfinity), "clipNorm", e.ClipNorm, "above 0, or null"),
        Unless(e.Epochs is >= 1 and <= 10_000, "epochs", e.Epochs, "1 to 10000"),
        Unless(e.EarlyStopping is null or >= 1, "earlyStopping", e.EarlyStopping, "at least 1 epoch, or null"),
        Unless(e.Seed >= 0, "seed", e.Seed, "at least 0"),
        Known(e.Precision, "precision"),
        Unless(DeviceName().IsMatch(e.Device), "device", e.Device, "auto, cpu, cuda or cuda:N"),
    ];

    private static string? Known<T>(T value, string name)
        where T : struct, Enum => Unless(Enum.IsDefined(value), name, value, "one of " + string.Join(", ", Enum.GetNames<T>()));

    private static string? Unless(bool holds, string name, object? value, string range) =>
        holds ? null : string.Create(CultureInfo.InvariantCulture, $"{name} is {(value is string text ? $"'{text}'" : value ?? "null")}; it must be {range}.");

    [GeneratedRegex(@"^(auto|cpu|cuda|cuda:\d{1,3})$")]
    private static partial Regex DeviceName();
}
