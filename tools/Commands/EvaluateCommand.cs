using System.CommandLine;
using System.Globalization;
using SegBook.Cli.Runs;
using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook evaluate</c>: scores checkpoints on frames.</summary>
public static class EvaluateCommand
{
    private const int SmallestSide = 32, LargestSide = 4096;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var models = new Argument<string[]>("checkpoint") { Description = "Runs or model folders.", Arity = ArgumentArity.OneOrMore };
        var data = new Option<string?>("--data") { Description = "Folder or zip with the frames; the run's own when not given." };
        var all = new Option<bool>("--all") { Description = "All frames in place of the test part." };
        var store = RunOptions.Store();
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda, cuda:N.", DefaultValueFactory = _ => "auto" };
        var size = new Option<string?>("--size") { Description = "Height x width of the frames, such as 240x320; a run's own when not given." };
        var flip = new Option<bool>("--flip") { Description = "Also look at each frame's mirror image; probabilities are averaged." };
        var scales = new Option<string>("--scales") { Description = "Look at each frame at these sizes relative to its own, such as 0.75,1,1.25.", DefaultValueFactory = _ => "1" };
        var command = new Command("evaluate", "Score checkpoints on frames: IoU, accuracy, confidence, and milliseconds a frame.") { models, data, all, store, device, size, flip, scales };
        command.SetAction(parse =>
        {
            var (height, width) = Size(parse.GetValue(size));
            var request = new CheckpointRequest
            {
                Data = parse.GetValue(data),
                AllFrames = parse.GetValue(all),
                Device = parse.GetValue(device)!,
                Height = height,
                Width = width,
                Looks = new PredictOptions(parse.GetValue(flip)) { Scales = Scales(parse.GetValue(scales)!) },
            };
            var scored = parse.GetValue(models)!.Select(model => Checkpoint.Score(model, new RunStore(parse.GetValue(store)!), request)).ToList();
            RunOptions.Show(Checkpoint.Table(scored));
            RunOptions.Show(Checkpoint.ClassTable(scored));
        });
        return command;
    }

    private static double[] Scales(string text)
    {
        var scales = text.Split(',').Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var scale) && scale is >= 0.1 and <= 4 ? scale : double.NaN).ToArray();
        return scales.All(double.IsFinite) ? scales : throw new SegBookException($"--scales is '{text}'. Write sizes relative to the frames' own, 0.1 to 4, such as 0.75,1,1.25.");
    }

    private static (int? Height, int? Width) Size(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        var sides = text.Split('x', 'X', '×');
        return sides.Length == 2 && int.TryParse(sides[0], out var height) && int.TryParse(sides[1], out var width) && IsSide(height) && IsSide(width)
            ? (height, width)
            : throw new SegBookException($"--size is '{text}'. Write height x width, such as 240x320, each {SmallestSide} to {LargestSide}.");
    }

    private static bool IsSide(int pixels) => pixels is >= SmallestSide and <= LargestSide;
}
