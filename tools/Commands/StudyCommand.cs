using System.CommandLine;
using SegBook.Cli.Search;
using SegBook.Cli.Study;
using SegBook.Data;
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
        var runs = new Option<string?>("--runs") { Description = "Where the runs are kept. Default: runs/study. Finished ones, and those whose records lie in the runs folder of --out, are not run again." };
        var networks = new Option<Architecture[]>("--networks") { Description = "Which are compared. Default: all three.", AllowMultipleArgumentsPerToken = true };
        var folds = new Option<int>("--folds") { Description = "Into how many blocks the sequence is cut.", DefaultValueFactory = _ => 5 };
        var only = new Option<int?>("--only-folds") { Description = "Test only the first so many of them (when time is short)." };
        var seeds = new Option<int>("--seeds") { Description = "Runs of each fold.", DefaultValueFactory = _ => 1 };
        var encoder = new Option<string>("--encoder") { Description = "resnet18, resnet34, ...", DefaultValueFactory = _ => "resnet18" };
        var weights = new Option<string?>("--weights") { Description = "What the encoder has learned before, such as imagenet; it then learns at a fifth of the rate, unless --set says otherwise. Default: nothing." };
        var height = new Option<int>("--height") { DefaultValueFactory = _ => 240, Description = "Of the pictures, in pixels." };
        var width = new Option<int>("--width") { DefaultValueFactory = _ => 320, Description = "Of the pictures, in pixels." };
        var epochs = new Option<double>("--epochs") { DefaultValueFactory = _ => 1, Description = "A factor on the networks' usual epochs (U-Net and DeepLabV3+ 12, PSPNet 24); --set epochs=N gives all of them N." };
        var set = new Option<string[]>("--set") { Description = "A setting of all networks, such as optimizer.learningRate=0.001; may be repeated." };
        var device = new Option<string>("--device") { DefaultValueFactory = _ => "auto", Description = "auto, cpu, cuda, cuda:N." };
        var precision = new Option<Precision>("--precision") { Description = "Auto, Float32, Tf32, Mixed." };
        var workers = new Option<int>("--workers") { DefaultValueFactory = _ => 1, Description = "Runs at once, each in a process of its own with its share of the cores: on few cores, one thread each is quicker than one run with all of them." };
        var reference = new Option<bool>("--reference") { Description = "Also train and score each network once as the reference notebook did it, and once on a held-out block for as many steps." };
        var against = new Option<string?>("--against") { Description = "Results of another study, such as one without pretrained weights: each network is also compared with itself there." };
        var report = new Option<bool>("--report") { Description = "Train nothing; write the report from the runs that are finished." };
        var command = new Command("study", "Compare the three networks over folds and seeds; resumable.") { data, output, runs, networks, folds, only, seeds, encoder, height, width, weights, epochs, set, device, precision, workers, reference, against, report };
        command.SetAction(parsed =>
        {
            var plan = new StudyPlan
            {
                Architectures = parsed.GetValue(networks) is { Length: > 0 } some ? some.Distinct().ToList() : StudyPlan.AllArchitectures,
                Folds = parsed.GetValue(folds),
                TestedFolds = parsed.GetValue(only) ?? parsed.GetValue(folds),
                Seeds = parsed.GetValue(seeds),
                Settings = parsed.GetValue(set) ?? [],
                Foot = From(parsed.GetValue(weights), RunOptions.Set(new Experiment
                {
                    Data = Path.GetFullPath(parsed.GetValue(data)!),
                    Model = new() { Encoder = parsed.GetValue(encoder)! },
                    Height = parsed.GetValue(height),
                    Width = parsed.GetValue(width),
                    Device = parsed.GetValue(device)!,
                    Precision = parsed.GetValue(precision),
                }, parsed.GetValue(set) ?? [])),
                EpochFactor = parsed.GetValue(epochs),
                WithReference = parsed.GetValue(reference),
                Against = parsed.GetValue(against),
            };
            var store = new RunStore(parsed.GetValue(runs) ?? Path.Combine(Workspace.Root, "runs", "study"));
            plan.Validate();
            RunOptions.Prepare(parsed.GetValue(output)!, "--out");
            if (!parsed.GetValue(report))
            {
                RunOptions.Prepare(store.Folder, "--runs");
            }

            return RunOptions.Stoppable("the same command again", () =>
            {
                if (!parsed.GetValue(report))
                {
                    Train(plan, store, parsed.GetValue(output)!, parsed.GetValue(workers));
                }

                Console.WriteLine(StudyReport.Write(plan, store, parsed.GetValue(output)!));
            });
        });
        return command;
    }

    /// <summary>An experiment that begins from weights, if any: the encoder then learns at a fifth of the rate that is set, unless it has its own.</summary>
    public static Experiment From(string? weights, Experiment foot) => weights is null ? foot
        : foot with { Weights = weights, Optimizer = foot.Optimizer with { EncoderLearningRate = foot.Optimizer.EncoderLearningRate ?? foot.Optimizer.LearningRate / 5 } };

    private static void Train(StudyPlan plan, RunStore store, string results, int workers)
    {
        var (known, all) = (new StudyRuns(store, results), plan.AllRuns(store));
        var experiments = all.Where(experiment => known.Find(experiment) is null).ToList();
        var done = all.Count - experiments.Count;
        ITrialEngine engine = workers == 1 ? new InProcess() : new ProcessWorkers(workers);
        using var ended = engine as IDisposable;
        using var runner = new TrialRunner(store, engine, CancellationToken.None);
        runner.All(experiments, run =>
        {
            known.Keep(run);
            var (experiment, split) = (run.Experiment, run.Experiment.Split);
            var part = split.Kind == SplitKind.Random ? "the reference's split" : $"fold {split.Fold + 1} of {split.Folds}, {experiment.Labels}";
            Console.WriteLine($"{++done} of {all.Count} runs: {experiment.Model.Architecture}, {part}, seed {experiment.Seed}: {run.Failure ?? $"test mIoU {run.Scores!.Test!.MeanIou:0.000}"}");
        });
    }
}
