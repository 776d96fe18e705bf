using System.CommandLine;
using System.Diagnostics;
using SegBook.Data;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;
using DataLoader = SegBook.Data.DataLoader;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary><c>segbook bench training</c>: an epoch with IoU on training and validation, data from files, in turns with the reference notebook's loop (bench/training.py); and where the time goes.</summary>
public static class TrainingBench
{
    private const int Size = 256, Batch = 4;
    private static readonly string[] Parts = ["waiting for the loader", "forward", "loss", "metric", "backward", "optimizer"];

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
            var table = new TextTable($"One epoch, {options.Threads} threads, median of {options.Repeats}, seconds", "network", "a run's first", "each further", "reference loop", "times faster, first", "further");
            var profile = new TextTable("Where the time of a settled epoch goes, % (standard augmentation)", ["network", .. Parts]);
            foreach (var network in parse.GetValue(networks)!)
            {
                Row(table, network, options);
                profile.Add([$"{network}", .. Profile(network, options).Select(share => $"{100 * share:F1}")]);
            }

            Console.WriteLine($"{table}\n\n{profile}");
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
        table.Add($"{network}", $"{here:F2}", $"{later:F2}", $"{there:F2}", $"{there / here:F2}", $"{there / later:F2}");
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

    /// <summary>Where a settled epoch's time goes, in shares: by stopwatch between the steps of the trainer's loop, written out with its own parts.</summary>
    private static double[] Profile(Architecture network, Options options)
    {
        var experiment = Experiment(network, options) with { Augmentation = "standard" };
        using var scope = NewDisposeScope();
        using var dataset = SegmentationDataset.Open(experiment.Data, experiment.Labels);
        using var cache = new FrameCache(dataset, Size, Size);
        using var model = SegmentationModel.Create(experiment.Network(dataset.LabelMap.Count));
        model.Precision = Compute.Resolve(experiment.Precision, CPU);
        using var loss = SegmentationLoss.Create(experiment.Loss, dataset.LabelMap.Count);
        using var optimizer = Optimizers.Create(experiment.Optimizer, model);
        using var loader = new DataLoader(cache, [.. Enumerable.Range(0, 40)], new DataLoaderOptions { BatchSize = Batch, Shuffle = true, Augmentation = Transform.Standard });
        var seconds = new double[Parts.Length];
        for (var epoch = 0; epoch < 2 + options.Repeats; epoch++)
        {
            using var meter = new EpochMeter(dataset.LabelMap.Count, CPU, null);
            var (watch, at) = (Stopwatch.StartNew(), 0);
            void Next()
            {
                // The first two epochs warm up.
                seconds[at] += epoch < 2 ? 0 : watch.Elapsed.TotalSeconds;
                at = (at + 1) % Parts.Length;
                watch.Restart();
            }

            foreach (var batch in loader.Epoch(epoch))
            {
                using var taken = batch;
                using var step = NewDisposeScope();
                Next();
                model.zero_grad();
                var logits = model.call(batch.Images);
                Next();
                var value = loss.Of(logits, batch.Labels);
                Next();
                meter.Add(value, logits, batch.Labels, batch.Frames);
                Next();
                value.backward();
                Next();
                optimizer.step();
                Next();
            }
        }

        return [.. seconds.Select(part => part / seconds.Sum())];
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
}
