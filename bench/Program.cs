using System.CommandLine;
using SegBook.Bench;

// Timings of the parts that have to be fast, one command each: ./segbook bench. README.md beside this tells how to read them.
return SegBook.Cli.Program.Start(
    new RootCommand("Time the parts that have to be fast. See bench/README.md.")
    {
        DataBench.Create(),
        GpuBench.Create(),
        MetricsBench.Create(),
        ModelBench.Create(),
        TrainingBench.Create(),
    },
    args);
