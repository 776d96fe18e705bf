using System.CommandLine;
using SegBook.Display;
using SegBook.Models;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook weights resnet50</c>: puts pretrained encoder weights into the cache.</summary>
public static class WeightsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var encoder = new Argument<string?>("encoder") { Description = $"Which encoder: {string.Join(", ", ResNetEncoder.Names)}. Left out: list what there is.", Arity = ArgumentArity.ZeroOrOne };
        var weights = new Option<string>("--weights") { Description = "What it was trained on: imagenet, imagenet-v2, ssl or swsl.", DefaultValueFactory = _ => "imagenet" };
        var from = new Option<string?>("--from") { Description = "A file that is already on this machine, instead of fetching it." };
        var folder = new Option<string>("--folder") { Description = "The cache.", DefaultValueFactory = _ => PretrainedWeights.Folder };
        var command = new Command("weights", "Fetch pretrained encoder weights into data/weights.") { encoder, weights, from, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(encoder) is { } name)
            {
                await Provide(PretrainedSource.Of(name, parsed.GetValue(weights)!), parsed.GetValue(from), parsed.GetValue(folder)!, cancel).ConfigureAwait(false);
            }
            else
            {
                Console.WriteLine(List(parsed.GetValue(folder)!));
            }
        });
        return command;
    }

    private static async Task Provide(PretrainedSource source, string? from, string folder, CancellationToken cancel)
    {
        using var download = new PretrainedDownload(folder);
        if (from is not null)
        {
            Console.WriteLine($"{download.Take(source, from)} is in place: SHA-256 as named.");
            return;
        }

        using var line = new ProgressLine();
        var path = await download.Fetch(source, new LineProgress(line, source.FileName), cancel).ConfigureAwait(false);
        line.Finish($"{path} is in place: SHA-256 as named. Licence: {source.Licence}.");
    }

    private static TextTable List(string folder)
    {
        var table = new TextTable($"Pretrained encoders (cache: {folder})", "encoder", "weights", "file", "in the cache", "licence");
        foreach (var source in PretrainedSource.All)
        {
            table.Add(source.Encoder, source.Weights, source.FileName, PretrainedWeights.Find(source, folder) is null ? "no" : "yes", source.Licence);
        }

        return table;
    }

    /// <summary>Reports at once: <see cref="Progress{T}"/> would do so from other threads, and out of order.</summary>
    private sealed class LineProgress(ProgressLine line, string name) : IProgress<(long Bytes, long? Total)>
    {
        public void Report((long Bytes, long? Total) value) => line.Report(FormattableString.Invariant(value.Total is { } total
            ? (FormattableString)$"{ProgressLine.Bar((double)value.Bytes / total)} {name} {value.Bytes / 1e6:0.0} of {total / 1e6:0.0} MB"
            : $"{name} {value.Bytes / 1e6:0.0} MB"));
    }
}
