using System.Diagnostics;
using SegBook.Cli;
using SegBook.Tests.Support;
using SegBook.Tests.Training;

namespace SegBook.Tests.Tools;

/// <summary>What a person may get wrong on the command line is one line and exit code 1.</summary>
public sealed class MistakeTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-mistakes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("train --data DATA --store FILE", "--store FILE is a file")]
    [InlineData("train --data DATA --store FILE/below", "--store FILE/below cannot be written to")]
    [InlineData("runs --store FILE", "--store FILE is a file")]
    [InlineData("train --data DATA --store FOLDER --until 0", "--until 0")]
    [InlineData("train --data DATA --store FOLDER --until soon", "--until is 'soon'. Use a whole number.")]
    [InlineData("train --data DATA --store FOLDER --sed 1", "'--sed'")]
    [InlineData("train --data NOTHING", "is empty")]
    [InlineData("train --job FOLDER", "There is no file 'FOLDER' of a trial")]
    [InlineData("evaluate some-run --size 99999x99999", "--size is '99999x99999'")]
    [InlineData("evaluate some-run --size 0x0", "--size is '0x0'")]
    [InlineData("evaluate some-run --size large", "--size is 'large'")]
    [InlineData("runs --sort best", "--sort is 'best'. Use Started, Test")]
    [InlineData("search --new random --data NOTHING", "is empty")]
    [InlineData("search FOLDER", "There is no file 'FOLDER' of a search")]
    [InlineData("study --data DATA --out FILE", "--out FILE is a file")]
    [InlineData("study --data DATA --out FOLDER --runs FOLDER --seeds -1", "--seeds is -1")]
    [InlineData("study --data DATA --out FOLDER --runs FOLDER --only-folds 9", "--only-folds is 9")]
    [InlineData("study --data DATA --out FOLDER --runs FOLDER --epochs 0", "--epochs is 0")]
    [InlineData("run 1 --data DATA --out FILE", "--out FILE is a file")]
    [InlineData("run 1 --data DATA --out FOLDER --device abacus", "There is no device 'abacus'")]
    [InlineData("run 1 --data FILE --out FOLDER", "FILE cannot be read")]
    [InlineData("run 1 --profile slow", "'quick' 'full'")]
    [InlineData("notebooks check --against FOLDER/none", "There is no folder FOLDER/none")]
    [InlineData("data sample --out FILE", "FILE")]
    [InlineData("weights resnet18 --folder FILE", "--folder FILE is a file")]
    public void Mistake_is_told_in_one_line(string command, string told)
    {
        var file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");
        string Fill(string text) => text.Replace("FILE", file).Replace("FOLDER", _folder).Replace("DATA", fixture.Data).Replace("NOTHING", "");

        var (exit, _, errors) = CommandLine.Run([.. command.Split(' ').Select(Fill)]);

        Assert.Equal(1, exit);
        Assert.Contains(Fill(told), errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public void Output_that_cannot_be_printed_is_told_without_a_stack_trace(string redirection)
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        var start = new ProcessStartInfo("sh", ["-c", $"exec dotnet \"$0\" runs --store \"$1\" {redirection}", Path.Combine(Shared.Root, "tools", "bin", "segbook-cli.dll"), _folder]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("segbook: What is to be printed cannot be written", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_of_ours_is_no_persons_mistake()
    {
        Assert.Null(Mistakes.Sentence(new InvalidOperationException("Sequence contains no elements")));
        Assert.Null(Mistakes.Sentence(new FileNotFoundException("no such assembly", "SegBook, Version=1.0.0.0")));
        Assert.NotNull(Mistakes.Sentence(new AggregateException(new UnauthorizedAccessException("Access to the path '/x' is denied."))));
        Assert.Contains("memory", Mistakes.Sentence(new System.Runtime.InteropServices.ExternalException("DefaultCPUAllocator: can't allocate memory")), StringComparison.Ordinal);
    }
}
