using System.CommandLine;
using System.Diagnostics;
using SegBook.Cli;
using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary><c>segbook bench data</c>: reading pairs, augmented batches, and what the loader costs a training. bench/data.py times the reference notebook's way.</summary>
public static class DataBench
{
    private const int Size = 256;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var path = new Option<string?>("--data") { Description = "A sequence. Default: data/camseq01 or the synthetic one." };
        var threads = new Option<int>("--threads") { Description = "Of the readers, the loader and libtorch.", DefaultValueFactory = _ => 2 };
        var repeats = new Option<int>("--repeats") { Description = "How often each is run.", DefaultValueFactory = _ => 5 };
        var command = new Command("data", $"Reading frames, augmenting them to {Size}x{Size}, and the loader's share of a PSPNet/ResNet-18 training.") { path, threads, repeats };
        command.SetAction(parsed => Run(parsed.GetValue(path) ?? Workspace.DefaultData(), parsed.GetValue(threads), parsed.GetValue(repeats)));
        return command;
    }

    private static void Run(string path, int threads, int repeats)
    {
        set_num_threads(threads);
        using var dataset = SegmentationDataset.Open(path);
        using var cache = new FrameCache(dataset);
        var table = new TextTable($"{dataset.Count} pairs of {cache.Height} x {cache.Width}, {threads} threads, median and best of {repeats}", "what", "ms a pair", "best", "CPU ms a pair", "pairs/s");
        Time(table, "read and decode to bytes", repeats, dataset.Count, () => new FrameCache(dataset, threads: threads).Dispose());
        Time(table, $"the same, resized to {Size}x{Size}", repeats, dataset.Count, () => new FrameCache(dataset, Size, Size, threads: threads).Dispose());
        var crop = new RandomScaleCrop { MinScale = 0.5, MaxScale = 2, Height = Size, Width = Size };
        var all = (Compose)Transform.Strong;
        Epoch(table, cache, "no augmentation", new CenterCrop(), threads, repeats);
        Epoch(table, cache, "standard", new Compose(crop, new HorizontalFlip(), new ColorJitter()), threads, repeats);
        Epoch(table, cache, "strong: everything", new Compose([crop, .. all.Steps.Skip(1)]), threads, repeats);
        Console.WriteLine(table);
        Console.WriteLine(Share(cache, new Compose(crop, new HorizontalFlip(), new ColorJitter()), repeats).ToString());
    }

    private static void Epoch(TextTable table, FrameCache cache, string name, Transform transform, int workers, int repeats)
    {
        using var loader = new DataLoader(cache, [.. Enumerable.Range(0, cache.Count)], new DataLoaderOptions { BatchSize = 8, Shuffle = true, Workers = workers, Augmentation = transform });
        var epoch = 0;
        Time(table, $"epoch of batches of 8 at {Size}x{Size}, {name}", repeats, cache.Count, () =>
        {
            foreach (var batch in loader.Epoch(epoch++))
            {
                batch.Dispose();
            }
        });
    }

    /// <summary>Steps with batches from the loader, and steps with one batch that stays, in turns.</summary>
    private static TextTable Share(FrameCache cache, Transform transform, int repeats)
    {
        using var scope = NewDisposeScope();
        var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.PSPNet, Encoder = "resnet18", Classes = cache.LabelMap.Count });
        var optimizer = optim.SGD(model.parameters().ToArray(), 0.01);
        using var loader = new DataLoader(cache, [.. Enumerable.Range(0, cache.Count)], new DataLoaderOptions { BatchSize = 8, Shuffle = true, DropLast = true, Augmentation = transform });
        using var kept = loader.Epoch(0).First();
        Step(model, optimizer, kept);
        var (still, loaded, waited) = (0.0, 0.0, 0.0);
        foreach (var batch in Enumerable.Range(1, 100).SelectMany(Waiting).Take(2 * repeats))
        {
            using (batch)
            {
                loaded += Timing.Milliseconds(() => Step(model, optimizer, batch));
            }

            still += Timing.Milliseconds(() => Step(model, optimizer, kept));
        }

        return new TextTable($"PSPNet/ResNet-18, {2 * repeats} steps of batches of 8 at {Size}x{Size}, standard augmentation", "what", "ms a step")
            .Add("step with a batch that stays", $"{still / (2 * repeats):0.0}")
            .Add("step with the loader working beside it", $"{loaded / (2 * repeats):0.0}")
            .Add("waiting for the loader", $"{waited / (2 * repeats):0.00}")
            .Add("loader's share, %", $"{100 * (loaded + waited - still) / (loaded + waited):0.0}");

        IEnumerable<Batch> Waiting(int epoch)
        {
            using var batches = loader.Epoch(epoch).GetEnumerator();
            while (true)
            {
                var start = Stopwatch.GetTimestamp();
                var more = batches.MoveNext();
                waited += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (!more)
                {
                    yield break;
                }

                yield return batches.Current;
            }
        }
    }

    private static void Step(SegmentationModel model, optim.Optimizer optimizer, Batch batch)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(model.call(batch.Images), batch.Labels, ignore_index: LabelMap.Ignore).backward();
        optimizer.step();
    }

    private static void Time(TextTable table, string what, int repeats, int pairs, Action action)
    {
        action();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var times = Enumerable.Range(0, repeats).Select(_ => Timing.Milliseconds(action) / pairs).Order().ToList();
        var spent = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / repeats / pairs;
        table.Add(what, $"{times[repeats / 2]:0.00}", $"{times[0]:0.00}", $"{spent:0.00}", $"{1000 / times[repeats / 2]:0}");
    }
}
