using System.CommandLine;
using SegBook.Cli.Study;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook study</c>: the comparison of the networks over folds and seeds, in a folder of numbers and charts.</summary>
public static class StudyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder or zip with the frames.", Required = true };
        var output = new Option<string>("--out") { Description = "Where the numbers and charts go.", Required = true };
        var runs = new Option<string?>("--runs") { Description = "Where the runs are kept; finished ones are not run again. Default: runs/study." };
        var folds = new Option<int>("--folds") { Description = "Into how many blocks the drive is cut.", DefaultValueFactory = _ => 5 };
        var only = new Option<int?>("--only-folds") { Description = "Test only the first so many of them (when time is short)." };
        var seeds = new Option<int>("--seeds") { Description = "Runs of each fold.", DefaultValueFactory = _ => 1 };
        var encoder = new Option<string>("--encoder") { Description = "resnet18, resnet34, ...", DefaultValueFactory = _ => "resnet18" };
        var height = new Option<int>("--height") { DefaultValueFactory = _ => 240, Description = "Of the pictures, in pixels." };
        var width = new Option<int>("--width") { DefaultValueFactory = _ => 320, Description = "Of the pictures, in pixels." };
        var epochs = new Option<double>("--epochs") { DefaultValueFactory = _ => 1, Description = "A factor on the networks' usual epochs (U-Net and DeepLabV3+ 12, PSPNet 24)." };
        var device = new Option<string>("--device") { DefaultValueFactory = _ => "auto", Description = "auto, cpu, cuda, cuda:N." };
        var precision = new Option<Precision>("--precision") { Description = "Tf32, Float32, Bf16." };
        var report = new Option<bool>("--report") { Description = "Train nothing; write the report from the runs that are finished." };
        var command = new Command("study", "Compare the three networks over folds and seeds; resumable.") { data, output, runs, folds, only, seeds, encoder, height, width, epochs, device, precision, report };
        command.SetAction(parsed =>
        {
            Compute.UseThreads();
            var plan = new StudyPlan
            {
                Folds = parsed.GetValue(folds),
                TestedFolds = parsed.GetValue(only) ?? parsed.GetValue(folds),
                Seeds = parsed.GetValue(seeds),
                Foot = new Experiment
                {
                    Data = Path.GetFullPath(parsed.GetValue(data)!),
                    Encoder = parsed.GetValue(encoder)!,
                    Height = parsed.GetValue(height),
                    Width = parsed.GetValue(width),
                    Device = parsed.GetValue(device)!,
                    Precision = parsed.GetValue(precision),
                },
                EpochFactor = parsed.GetValue(epochs),
            };
            var store = new RunStore(parsed.GetValue(runs) ?? Path.Combine(Workspace.Root, "runs", "study"));
            if (!parsed.GetValue(report))
            {
                Train(plan, store);
            }

            Console.WriteLine(StudyReport.Write(plan, store, parsed.GetValue(output)!));
        });
        return command;
    }

    private static void Train(StudyPlan plan, RunStore store)
    {
        var experiments = plan.Experiments();
        for (var i = 0; i < experiments.Count; i++)
        {
            var experiment = experiments[i];
            Console.WriteLine($"run {i + 1} of {experiments.Count}: {experiment.Architecture}, fold {experiment.Split.Fold + 1} of {plan.Folds}, seed {experiment.Seed}");
            Trainer.Train(experiment, store);
        }
    }
}
