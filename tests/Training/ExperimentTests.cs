using SegBook.Losses;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Tests.Training;

public sealed class ExperimentTests
{
    private static readonly Experiment _plain = new() { Data = "data/sample" };

    public static TheoryData<string, Experiment> BadSettings => new()
    {
        { "data", _plain with { Data = " " } },
        { "labels", _plain with { Labels = "" } },
        { "height", _plain with { Height = 31 } },
        { "width", _plain with { Width = 2049 } },
        { "augmentation", _plain with { Augmentation = "wild" } },
        { "split.kind", _plain with { Split = new() { Kind = (SplitKind)9 } } },
        { "split.folds", _plain with { Split = new() { Folds = 1 } } },
        { "split.fold", _plain with { Split = new() { Fold = 5 } } },
        { "split.gap", _plain with { Split = new() { Gap = -1 } } },
        { "split.validation", _plain with { Split = new() { Validation = 0.6 } } },
        { "split.test", _plain with { Split = new() { Test = 0 } } },
        { "encoder", _plain with { Model = new() { Encoder = "vgg19" } } },
        { "model.architecture", _plain with { Model = new() { Architecture = (Architecture)77 } } },
        { "Classes", _plain with { Model = new() { Classes = -1 } } },
        { "DecoderDropout", _plain with { Model = new() { DecoderDropout = 1 } } },
        { "weights", _plain with { Weights = "coco" } },
        { "optimizer.kind", _plain with { Optimizer = new() { Kind = (OptimizerKind)9 } } },
        { "optimizer.learningRate", _plain with { Optimizer = new() { LearningRate = 0 } } },
        { "optimizer.learningRate", _plain with { Optimizer = new() { LearningRate = double.NaN } } },
        { "optimizer.encoderLearningRate", _plain with { Optimizer = new() { EncoderLearningRate = 11 } } },
        { "optimizer.momentum", _plain with { Optimizer = new() { Momentum = 1 } } },
        { "optimizer.weightDecay", _plain with { Optimizer = new() { WeightDecay = -0.1 } } },
        { "schedule.kind", _plain with { Schedule = new() { Kind = (ScheduleKind)9 } } },
        { "schedule.stepSize", _plain with { Schedule = new() { StepSize = 0 } } },
        { "schedule.gamma", _plain with { Schedule = new() { Gamma = 1 } } },
        { "schedule.patience", _plain with { Schedule = new() { Patience = -1 } } },
        { "schedule.power", _plain with { Schedule = new() { Power = 0 } } },
        { "schedule.floor", _plain with { Schedule = new() { Floor = 1 } } },
        { "schedule.rise", _plain with { Schedule = new() { Rise = 0 } } },
        { "schedule.startDivisor", _plain with { Schedule = new() { StartDivisor = 0.5 } } },
        { "schedule.endDivisor", _plain with { Schedule = new() { EndDivisor = double.PositiveInfinity } } },
        { "schedule.warmupEpochs", _plain with { Schedule = new() { Kind = ScheduleKind.Cosine, WarmupEpochs = 12 } } },
        { "schedule.warmupEpochs", _plain with { Schedule = new() { WarmupEpochs = 1 } } },
        { "schedule.warmupStart", _plain with { Schedule = new() { WarmupStart = 0 } } },
        { "batchSize", _plain with { BatchSize = 0 } },
        { "batchSize", _plain with { BatchSize = 1, Model = new() { Architecture = Architecture.DeepLabV3Plus } } },
        { "accumulation", _plain with { Accumulation = 0 } },
        { "clipNorm", _plain with { ClipNorm = 0 } },
        { "epochs", _plain with { Epochs = 0 } },
        { "earlyStopping", _plain with { EarlyStopping = 0 } },
        { "seed", _plain with { Seed = -1 } },
        { "device", _plain with { Device = "gpu" } },
        { "LabelSmoothing", _plain with { Loss = new() { LabelSmoothing = 1 } } },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Bad_setting_is_refused_by_name(string setting, Experiment experiment)
    {
        var error = Assert.Throws<SegBookException>(experiment.Validate);

        Assert.Contains(setting, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Several_bad_settings_are_all_named_with_value_and_range()
    {
        var error = Assert.Throws<SegBookException>((_plain with { Epochs = 0, BatchSize = 300 }).Validate);

        Assert.Contains("epochs is 0; it must be 1 to 10000.", error.Message, StringComparison.Ordinal);
        Assert.Contains("batchSize is 300; it must be 1 to 256 frames.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_settings_are_good() => _plain.Validate();

    [Fact]
    public void Json_reads_back_to_an_equal_experiment()
    {
        var experiment = _plain with
        {
            Model = new()
            {
                Architecture = Architecture.PSPNet,
                Encoder = "resnet34",
                DecoderChannels = [256],
                PyramidBins = [1, 2],
            },
            Weights = "imagenet",
            ClipNorm = 0.1 + 0.2,
            EarlyStopping = 5,
            Loss = new() { Weighting = ClassWeighting.MedianFrequency, Plus = new() { Kind = LossKind.Dice, Weight = 0.5 } },
            Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1.0 / 3, Momentum = 0.8 },
            Schedule = new() { Kind = ScheduleKind.Cosine, WarmupEpochs = 2 },
            Split = new() { Kind = SplitKind.Chronological, Gap = 10, Validation = 0 },
        };

        var again = FromJson(experiment.ToJson());

        Assert.Equal(experiment, again);
        Assert.Equal(experiment.Id, again.Id);
    }

    [Fact]
    public void Json_may_name_only_what_differs_from_the_defaults()
    {
        var experiment = FromJson("""{ "data": "d", "model": { "architecture": "PSPNet" }, "optimizer": { "learningRate": 0.01 } }""");

        Assert.Equal(new Experiment { Data = "d", Model = new() { Architecture = Architecture.PSPNet }, Optimizer = new() { LearningRate = 0.01 } }, experiment);
    }

    [Theory]
    [InlineData("""{ "data": "d", "epoch": 3 }""", "epoch")]
    [InlineData("""{ "data": "d", "architecture": "PSPNet" }""", "architecture")]
    [InlineData("""{ "epochs": 3 }""", "data")]
    [InlineData("""{ "data": "d", "optimizer": { "kind": "Lion" } }""", "optimizer.kind")]
    [InlineData("""{ "data": "d", "epochs": "many" }""", "epochs")]
    [InlineData("not json", "cannot be read")]
    [InlineData("null", "null")]
    [InlineData("""{ "data": "d", "epochs": 0 }""", "epochs is 0")]
    public void Bad_json_is_refused_with_the_place(string json, string named)
    {
        var error = Assert.Throws<SegBookException>(() => FromJson(json));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_named() =>
        Assert.Contains("no-such.json", Assert.Throws<SegBookException>(() => Experiment.Load("no-such.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Name_follows_from_the_settings()
    {
        Assert.Equal(_plain.Id, new Experiment { Data = "data/sample" }.Id);
        Assert.NotEqual(_plain.Id, (_plain with { Seed = 2 }).Id);
        Assert.Matches("^unet-resnet18-[0-9a-f]{10}$", _plain.Id);

        // Written down: a run's folder must be found again by later versions.
        Assert.Equal("unet-resnet18-2cc98f972e", _plain.Id);
    }

    [Fact]
    public void Settings_are_told_by_dotted_name()
    {
        var settings = ExperimentJson.Settings(_plain with { Epochs = 3, Optimizer = _plain.Optimizer with { LearningRate = 0.01 } });

        Assert.Equal([KeyValuePair.Create("epochs", "3"), KeyValuePair.Create("optimizer.learningRate", "0.01")], settings.Except(ExperimentJson.Settings(_plain)));
    }

    [Theory]
    [InlineData("epochs", "3")]
    [InlineData("Optimizer.LearningRate", "0.01")]
    [InlineData("model.architecture", "PSPNet")]
    [InlineData("model.decoderChannels", "[128,64,32,16,8]")]
    [InlineData("clipNorm", "1")]
    [InlineData("schedule.kind", "Plateau")]
    public void Setting_is_changed_by_its_dotted_name(string setting, string value)
    {
        var changed = _plain.With(setting, value);

        var (name, now) = Assert.Single(ExperimentJson.Settings(changed).Except(ExperimentJson.Settings(_plain)));
        Assert.Equal(setting, name, ignoreCase: true);
        Assert.Equal(value, now.Trim('"'));
    }

    [Fact]
    public void Network_and_encoder_may_be_changed_by_their_short_names() =>
        Assert.Equal(_plain with { Model = new() { Architecture = Architecture.PSPNet, Encoder = "resnet34" } }, _plain.With("architecture", "PSPNet").With("Encoder", "resnet34"));

    [Fact]
    public void Classes_of_the_network_are_those_of_the_label_map_or_an_error()
    {
        var stated = _plain with { Model = new() { Classes = 11 } };

        Assert.Equal(11, _plain.Network(11).Classes);
        Assert.Equal(11, stated.Network(11).Classes);
        Assert.Equal(_plain.Id, stated.Id);
        Assert.Contains("model.classes is 11", Assert.Throws<SegBookException>(() => stated.Network(32)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epoch", "3")]
    [InlineData("optimizer.rate", "3")]
    [InlineData("epochs.more", "3")]
    [InlineData("epochs", "many")]
    public void Setting_that_does_not_exist_is_refused(string setting, string value) =>
        Assert.Contains(setting, Assert.Throws<SegBookException>(() => _plain.With(setting, value)).Message, StringComparison.Ordinal);

    private static Experiment FromJson(string json)
    {
        var experiment = ExperimentJson.Read<Experiment>(json, "The experiment");
        experiment.Validate();
        return experiment;
    }
}
