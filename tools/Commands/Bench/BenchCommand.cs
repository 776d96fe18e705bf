using System.CommandLine;
using SegBook.Cli.Commands.Bench.Gpu;

namespace SegBook.Cli.Commands.Bench;

/// <summary><c>segbook bench</c>: timings of the parts that have to be fast, one command each. bench/README.md tells how to read them.</summary>
public static class BenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("bench", "Time the parts that have to be fast. See bench/README.md.");
        foreach (var part in All())
        {
            command.Subcommands.Add(part);
        }

        return command;
    }

    private static IEnumerable<Command> All() =>
    [
        DataBench.Create(),
        GpuBench.Create(),
        MetricsBench.Create(),
        ModelBench.Create(),
        TrainingBench.Create(),
    ];
}
