using System.CommandLine;
using System.Diagnostics;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary><c>segbook bench metrics</c>: from logits to an updated confusion matrix, against inference; and the losses. bench/metrics.py times the reference notebook's way.</summary>
public static class MetricsBench
{
    private const int Images = 4, Classes = 32, Size = 256;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads of libtorch; 0 leaves them as they are.", DefaultValueFactory = _ => 2 };
        var repeats = new Option<int>("--repeats") { Description = "How often each is run; the median counts.", DefaultValueFactory = _ => 15 };
        var command = new Command("metrics", "Evaluation of a batch of 4 at 256x256 with 32 classes, and the losses, forward and backward.") { threads, repeats };
        command.SetAction(parsed => Run(parsed.GetValue(threads), parsed.GetValue(repeats)));
        return command;
    }

    private static void Run(int threads, int repeats)
    {
        if (threads > 0)
        {
            set_num_threads(threads);
        }

        using var scope = NewDisposeScope();
        var generator = new Generator(1);
        var images = randn([Images, 3, Size, Size], generator: generator);
        var labels = SmoothLabels(generator);
        var logits = nn.functional.one_hot(labels, Classes).permute(0, 3, 1, 2).to(float32).contiguous() + randn([Images, Classes, Size, Size], generator: generator);
        var table = new TextTable($"Batch of {Images} at {Size}x{Size}, {Classes} classes, {get_num_threads()} threads, median of {repeats}", "what", "ms", "best ms");
        Evaluation(table, repeats, images, labels, logits);
        foreach (var kind in Enum.GetValues<LossKind>())
        {
            using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind }, Classes);
            using var leaf = logits.detach().clone().requires_grad_();
            Time(table, $"{kind} loss, forward and backward", repeats, () =>
            {
                using var value = loss.Of(leaf, labels);
                value.backward();
                leaf.grad!.zero_();
            });
        }

        Console.WriteLine(table);
    }

    private static void Evaluation(TextTable table, int repeats, Tensor images, Tensor labels, Tensor logits)
    {
        using var quiet = no_grad();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.PSPNet, Encoder = "resnet18", Classes = Classes });
        model.eval();
        var matrix = new ConfusionMatrix(Classes);
        var channelsLast = logits.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Time(table, "logits to updated confusion matrix", repeats, () => matrix.Add(labels, logits));
        Time(table, "the same, logits channels-last", repeats, () => matrix.Add(labels, channelsLast));
        Time(table, "the same, with libtorch's argmax and bincount", repeats, () => Operators(labels, logits));
        OnTopOfInference(table, repeats, images, labels, model, matrix);
    }

    /// <summary>Inference and counting in turns, as in an evaluation, each timed by itself.</summary>
    private static void OnTopOfInference(TextTable table, int repeats, Tensor images, Tensor labels, SegmentationModel model, ConfusionMatrix matrix)
    {
        var (inference, counting) = (new List<double>(), new List<double>());
        for (var i = 0; i <= repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var output = model.call(images);
            var between = Stopwatch.GetTimestamp();
            matrix.Add(labels, output);
            counting.Add(Stopwatch.GetElapsedTime(between).TotalMilliseconds);
            inference.Add(Stopwatch.GetElapsedTime(start, between).TotalMilliseconds);
        }

        var share = Row(table, "confusion matrix, after inference", counting.Skip(1)) / Row(table, "PSPNet/ResNet-18 inference", inference.Skip(1));
        table.Add("confusion matrix on top of inference, %", $"{share * 100:0.0}", "");
    }

    /// <summary>What one would write with tensors alone.</summary>
    private static void Operators(Tensor labels, Tensor logits)
    {
        using var scope = NewDisposeScope();
        bincount((labels * Classes + logits.argmax(1)).flatten(), minlength: Classes * Classes).data<long>().ToArray();
    }

    /// <summary>Labels in patches, as in a frame, not in noise: [N, H, W].</summary>
    private static Tensor SmoothLabels(Generator generator)
    {
        var coarse = randint(0, Classes, [Images, 1, 16, 16], float32, generator: generator);
        return nn.functional.interpolate(coarse, [Size, Size]).squeeze(1).to(int64);
    }

    private static void Time(TextTable table, string what, int repeats, Action act)
    {
        act();
        Row(table, what, Enumerable.Range(0, Math.Max(1, repeats)).Select(_ => Timing.Milliseconds(act)));
    }

    private static double Row(TextTable table, string what, IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        table.Add(what, $"{Timing.Median(sorted):0.00}", $"{sorted[0]:0.00}");
        return Timing.Median(sorted);
    }
}
