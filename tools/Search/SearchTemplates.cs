using SegBook.Training;

namespace SegBook.Cli.Search;

/// <summary>Searches to start from, which <c>segbook search --new</c> prints.</summary>
public static class SearchTemplates
{
    /// <summary>What the reference notebook tried, from Adam without schedule and decay on, whatever the experiment has; every trial starts from fresh weights.</summary>
    public static CoordinateSearch Reference(Experiment experiment) => new(
        experiment with
        {
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
            Schedule = new() { Kind = ScheduleKind.Constant },
            Loss = new(),
        },
        [
            SearchStage.Of("learning rate", "optimizer.learningRate", "0.0001", "0.0005", "0.001", "0.005"),
            new("optimizer",
            [
                StageChoice.Of("SGD 0.9", ("optimizer.kind", "Sgd"), ("optimizer.momentum", "0.9")),
                StageChoice.Of("RMSprop", ("optimizer.kind", "RmsProp"), ("optimizer.momentum", "null")),
                StageChoice.Of("Adam", ("optimizer.kind", "Adam"), ("optimizer.momentum", "null")),
            ]),
            new("schedule",
            [
                StageChoice.Of("StepLR 0.10", ("schedule.kind", "Step"), ("schedule.gamma", "0.1"), ("schedule.stepSize", "2")),
                StageChoice.Of("StepLR 0.15", ("schedule.kind", "Step"), ("schedule.gamma", "0.15"), ("schedule.stepSize", "2")),
                StageChoice.Of("plateau", ("schedule.kind", "Plateau"), ("schedule.gamma", "0.1"), ("schedule.patience", "3")),
                StageChoice.Of("none", ("schedule.kind", "Constant")),
            ]),
            SearchStage.Of("weight decay", "optimizer.weightDecay", "0", "0.0001", "0.0005"),
            SearchStage.Of("loss", "loss.kind", "CrossEntropy", "Dice"),
        ]);

    /// <summary>The learning rate, weight decay, schedule and augmentation of an experiment: a good first search.</summary>
    public static HyperparameterSearch Usual(Experiment experiment) => new(experiment,
    [
        new("optimizer.learningRate", RangeKind.LogUniform, 1e-4, 1e-2),
        new("optimizer.weightDecay", RangeKind.LogUniform, 1e-6, 1e-2),
        new("schedule.kind", RangeKind.Choice, Values: ["OneCycle", "Cosine", "Polynomial"]),
        new("augmentation", RangeKind.Choice, Values: ["flip", "standard", "strong"]),
    ]);
}
