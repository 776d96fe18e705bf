using System.CommandLine;
using System.Diagnostics;
using SegBook.Data;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary><c>segbook bench training</c>: an epoch with IoU on training and validation, data from files, in turns with the reference notebook's loop (bench/training.py); and what the trainer adds to the bare steps.</summary>
public static class TrainingBench
{
    private const int Size = 256, Batch = 4;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with at least 51 frames.", DefaultValueFactory = _ => Path.Combine("..", "shared", "camseq01-half") };
        var threads = new Option<int>("--threads") { Description = "Threads of libtorch, on both sides.", DefaultValueFactory = _ => 2 };
        var repeats = new Option<int>("--repeats") { Description = "Epochs of each, in turns.", DefaultValueFactory = _ => 3 };
        var python = new Option<string>("--python") { Description = "The Python that has PyTorch; none leaves it out.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var same = new Option<bool>("--same-memory") { Description = "Give Python what ./segbook tells glibc about memory, too." };
        var networks = new Option<Architecture[]>("--architecture") { Description = "Networks to time.", DefaultValueFactory = _ => Enum.GetValues<Architecture>(), AllowMultipleArgumentsPerToken = true };
        var command = new Command("training", "An epoch of 40 frames and 10 to validate, 256x256, batch 4, 32 classes, against the reference notebook's loop.") { data, threads, repeats, python, same, networks };
        command.SetAction(parse =>
        {
            set_num_threads(parse.GetValue(threads));
            using var frames = new FirstFrames(Path.GetFullPath(parse.GetValue(data)!), 51);
            var options = new Options(frames.Folder, parse.GetValue(threads), parse.GetValue(repeats), parse.GetValue(python)!, parse.GetValue(same));
            var table = new TextTable($"One epoch, {options.Threads} threads, median of {options.Repeats}, seconds", "network", "a run's first", "each further", "reference loop", "times faster, first", "further", "trainer's own, %");
            foreach (var network in parse.GetValue(networks)!)
            {
                Row(table, network, options);
            }

            Console.WriteLine(table);
        });
        return command;
    }

    private static void Row(TextTable table, Architecture network, Options options)
    {
        using var reference = options.Python == "none" ? null
            : Worker.Python(options.Python, "training.py", plain: !options.SameMemory, options.Data, $"{network}".ToLowerInvariant(), "--threads", $"{options.Threads}", "--worker").Ready();
        var (first, further, theirs) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= options.Repeats; i++)
        {
            var own = Epochs(network, options);
            first.Add(own.First);
            further.Add(own.Further);
            theirs.Add(reference?.AskNumbers("go")[0] ?? double.NaN);
        }

        var (here, later, there) = (Settled(first), Settled(further), Settled(theirs));
        table.Add($"{network}", $"{here:F2}", $"{later:F2}", $"{there:F2}", $"{there / here:F2}", $"{there / later:F2}", $"{Overhead(network, options) * 100:F1}");
    }

    /// <summary>A run of two epochs. The first takes everything that is not the second's training and validation: opening and decoding the frames, making the network, writing the states.</summary>
    private static (double First, double Further) Epochs(Architecture network, Options options)
    {
        var store = Directory.CreateTempSubdirectory("segbook-bench").FullName;
        try
        {
            TrainingData.Forget();
            var start = Stopwatch.GetTimestamp();
            var run = Trainer.Train(Experiment(network, options), new RunStore(store), TextWriter.Null, untilEpoch: 2);
            var second = run.History[1].Seconds;
            return (Stopwatch.GetElapsedTime(start).TotalSeconds - second, second);
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

    private static Experiment Experiment(Architecture network, Options options) => new()
    {
        Data = options.Data,
        Labels = "CamVid32",
        Height = Size,
        Width = Size,
        Model = new() { Architecture = network },
        Augmentation = "none",
        Epochs = 3,
        Split = new() { Kind = SplitKind.Chronological, Gap = 0, Validation = 0.196, Test = 0.02 },
        Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
        Schedule = new() { Kind = ScheduleKind.Constant },
        Device = "cpu",
    };

    /// <summary>The share of a run's time that is not forward, loss, backward and optimizer: a settled epoch of the trainer and as many bare steps on one batch, in turns.</summary>
    private static double Overhead(Architecture network, Options options)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-bench").FullName;
        var experiment = Experiment(network, options) with { Augmentation = "standard", Epochs = (2 * options.Repeats) + 2, Split = new() { Kind = SplitKind.Chronological, Gap = 0, Validation = 0, Test = 0.02 } };
        try
        {
            using var scope = NewDisposeScope();
            using var bare = new BareSteps(experiment);
            var shares = new List<double>();
            for (var epoch = 2; epoch <= 2 * options.Repeats; epoch += 2)
            {
                // Going on with a run begins with new memory; its second epoch is settled.
                var run = Trainer.Train(experiment, new RunStore(folder), TextWriter.Null, untilEpoch: epoch);
                var whole = Batch / run.History[^1].ImagesPerSecond;
                shares.Add((whole - bare.Seconds(12)) / whole);
            }

            return Timing.Median(shares);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The first of each warms up.
    private static double Settled(List<double> times) => Timing.Median(times.Skip(1));

    /// <summary>As many frames as the reference loop reads (40 to train, 10 to validate), and one that a split cannot do without.</summary>
    private sealed class FirstFrames : IDisposable
    {
        public FirstFrames(string dataset, int count)
        {
            var pictures = Directory.GetFiles(dataset, "*.png").Where(file => !file.EndsWith("_L.png", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(count).ToList();
            if (pictures.Count < count)
            {
                throw new SegBookException($"'{dataset}' has {pictures.Count} frames as PNG files; the timing needs {count}. Give another --data.");
            }

            foreach (var file in pictures.SelectMany(picture => new[] { picture, picture.Replace(".png", "_L.png", StringComparison.Ordinal) }))
            {
                File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("segbook-bench-frames").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    private sealed record Options(string Data, int Threads, int Repeats, string Python, bool SameMemory);

    /// <summary>Forward, loss, backward and optimizer, with nothing around them.</summary>
    private sealed class BareSteps : IDisposable
    {
        private readonly SegmentationModel _model;
        private readonly SegmentationLoss _loss;
        private readonly optim.Optimizer _optimizer;
        private readonly Tensor _images = randn([Batch, 3, Size, Size]);
        private readonly Tensor _labels = randint(0, 32, [Batch, Size, Size], int64);

        public BareSteps(Experiment experiment)
        {
            _model = SegmentationModel.Create(new ModelConfig { Architecture = experiment.Architecture, Classes = 32 });
            _loss = SegmentationLoss.Create(experiment.Loss, 32);
            _optimizer = optim.Adam(_model.parameters().ToArray(), 1e-3);
            Seconds(1);
        }

        public double Seconds(int steps) => Enumerable.Range(0, steps).Average(_ => Timing.Milliseconds(Step)) / 1000;

        public void Dispose()
        {
            _optimizer.Dispose();
            _loss.Dispose();
            _model.Dispose();
        }

        private void Step()
        {
            using var scope = NewDisposeScope();
            _model.zero_grad();
            _loss.Of(_model.call(_images), _labels).backward();
            _optimizer.step();
        }
    }
}
