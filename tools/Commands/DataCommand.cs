using System.CommandLine;
using SegBook.Cli.Downloads;
using SegBook.Cli.Synthetic;
using SegBook.Data;
using SegBook.Display;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook data</c>: makes the synthetic sequence, gets the real one, checks any.</summary>
public static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("data", "Make, get and check frames.") { Sample(), GetCamSeq01(), Check() };

    private static Command Sample()
    {
        var folder = new Option<string?>("--out") { Description = "Where to. Default: data/sample." };
        var frames = new Option<int>("--frames") { Description = "How many, 1 to 120.", DefaultValueFactory = _ => 60 };
        var height = new Option<int>("--height") { Description = "Of a frame, in pixels.", DefaultValueFactory = _ => 360 };
        var width = new Option<int>("--width") { Description = "Of a frame, in pixels.", DefaultValueFactory = _ => 480 };
        var seed = new Option<int>("--seed") { Description = "Decides what stands along the road.", DefaultValueFactory = _ => 1 };
        var command = new Command("sample", "Draw a synthetic sequence of road scenes.") { folder, frames, height, width, seed };
        command.SetAction(parsed =>
            MakeSample(parsed.GetValue(folder) ?? Workspace.SampleFolder, parsed.GetValue(frames), parsed.GetValue(height), parsed.GetValue(width), parsed.GetValue(seed)));
        return command;
    }

    /// <summary>Makes the synthetic sequence and says so.</summary>
    internal static void MakeSample(string folder, int frames = 60, int height = 360, int width = 480, int seed = 1)
    {
        using var line = new ProgressLine();
        SyntheticSequence.Write(folder, frames, height, width, seed, new CountProgress(line, frames, "synthetic frames"));
        line.Finish($"{frames} synthetic frames of {height} x {width} are in {folder}.");
    }

    private static Command GetCamSeq01()
    {
        var folder = new Option<string?>("--out") { Description = "Where to. Default: data/camseq01." };
        var from = new Option<string?>("--from") { Description = "A CamSeq01.zip that is already on this machine, instead of fetching it." };
        var command = new Command("camseq01", "Get the real sequence. Its terms and the paper to cite are shown first.") { folder, from };
        command.SetAction(async (parsed, cancel) =>
        {
            var target = parsed.GetValue(folder) ?? Path.Combine(Workspace.Root, "data", "camseq01");
            Console.WriteLine(CamSeq01.Terms);
            if (parsed.GetValue(from) is { } zip)
            {
                Console.WriteLine(CamSeq01.Unpack(zip, target));
                return;
            }

            using var line = new ProgressLine();
            var check = await CamSeq01.Download(target, progress: new DownloadProgress(line, "CamSeq01"), cancel: cancel).ConfigureAwait(false);
            line.Dispose();
            Console.WriteLine(check);
        });
        return command;
    }

    private static Command Check()
    {
        var path = new Argument<string>("path") { Description = "A folder or a zip." };
        var unknown = new Option<bool>("--unknown-is-void") { Description = "Ignore pixels whose colour or number the list does not have." };
        var labels = new Option<string>("--labels") { Description = $"{string.Join(", ", LabelMap.Known.Select(map => map.Name))}, or a label_colors.txt or class_dict.csv. Default: auto, what lies beside the frames.", DefaultValueFactory = _ => LabelMap.Auto };
        var command = new Command("check", "Read every frame of a sequence and report.") { path, labels, unknown };
        command.SetAction(parsed =>
        {
            var check = DatasetCheck.Of(parsed.GetValue(path)!, parsed.GetValue(labels)!, parsed.GetValue(unknown));
            Console.WriteLine(check);
            return check.Problems.Count == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Reports at once: <see cref="Progress{T}"/> would do so from other threads, and out of order.</summary>
    internal sealed class CountProgress(ProgressLine line, int total, string what) : IProgress<int>
    {
        private readonly Lock _lock = new();

        public void Report(int value)
        {
            lock (_lock)
            {
                line.Report($"{ProgressLine.Bar(value / (double)total)} {value}/{total} {what}");
            }
        }
    }
}
