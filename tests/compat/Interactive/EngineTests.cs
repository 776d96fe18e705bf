using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using SegBook.Engine;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>What the recordings do not show: threads, positions in stacks, the library loaded from its folder, several engines.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly CompositeKernel _kernels = NotebookEngine.Create();

    public void Dispose() => _kernels.Dispose();

    [Fact]
    public async Task Thread_of_an_earlier_cell_writes_into_the_cell_that_runs()
    {
        await Run("var go = new System.Threading.ManualResetEventSlim(); var written = new System.Threading.ManualResetEventSlim();\nnew System.Threading.Thread(() => { go.Wait(); Console.WriteLine(\"from before\"); written.Set(); }).Start();");

        var events = await Run("go.Set(); written.Wait();");

        Assert.Equal("from before\n", Output(events));
    }

    [Fact]
    public async Task Host_writing_while_a_cell_runs_is_not_captured()
    {
        var running = _kernels.SendAsync(new SubmitCode("System.Threading.Thread.Sleep(300);"));
        await Task.Delay(100);
        Console.Write("");
        Console.Out.Write("from the host");

        Assert.Empty(Output((await running).Events));
    }

    [Fact]
    public async Task Stack_names_cell_and_line_also_behind_a_directive()
    {
        await Run("int Deep() => throw new InvalidOperationException(\"deep\");");

        var plain = await Failure("\n\nDeep();");
        var behind = await Failure("#!time\nvar y = 1;\nDeep();");

        Assert.Matches(@"Deep\(\) in cell 1:line 1\n.* in cell 2:line 3$", plain);
        Assert.Matches(@" in cell 3:line 3$", behind);
    }

    [Fact]
    public async Task Library_is_loaded_once_from_the_folder_that_the_cell_names()
    {
        var library = Path.Combine(Shared.Root, "lib", "bin", "SegBook.dll");

        var events = await Run($"#r \"{library}\"\nusing SegBook;\nConsole.Write(AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == \"SegBook\") + \" \" + typeof(SegBook.SegBookException).Name);");

        Assert.Equal("1 SegBookException", Output(events));
    }

    [Fact]
    public async Task Command_sent_by_a_cell_runs_at_once_as_a_part_of_it()
    {
        var events = await Run("var inner = await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(\"Console.Write(5);\"));\ninner.Events[^1].GetType().Name");

        Assert.Equal("5", Output(events));
        Assert.Equal(nameof(CommandSucceeded), events.OfType<ReturnValueProduced>().Single().Value);
        Assert.Single(events.OfType<KernelCommandCompletionEvent>());
    }

    [Fact]
    public async Task Cell_cancelled_before_its_turn_does_not_run()
    {
        using var cancellation = new CancellationTokenSource();
        var first = _kernels.SendAsync(new SubmitCode("await Task.Delay(500);"));
        var second = _kernels.SendAsync(new SubmitCode("Console.Write(\"ran\");"), cancellation.Token);
        await cancellation.CancelAsync();

        Assert.Equal("Command cancelled.", (await second).Events.OfType<CommandFailed>().Single().Message);
        Assert.IsType<CommandSucceeded>((await first).Events[^1]);
        Assert.Empty(Output((await second).Events));
    }

    [Fact]
    public async Task Cell_that_never_looks_up_is_interrupted_and_the_kernel_goes_on()
    {
        await Run("long n = 0;");
        var running = _kernels.SendAsync(new SubmitCode("while (true) n++;"));
        await Task.Delay(2000);
        await _kernels.SendAsync(new Cancel());

        Assert.Equal("Command cancelled.", (await running).Events.OfType<CommandFailed>().Single().Message);
        Assert.Equal(true, (await Run("n > 0")).OfType<ReturnValueProduced>().Single().Value);
    }

    [Fact]
    public async Task Cell_left_behind_does_not_take_away_what_later_cells_declared()
    {
        await Run("var gate = new TaskCompletionSource(); var passed = new TaskCompletionSource();");
        var running = _kernels.SendAsync(new SubmitCode("await gate.Task; passed.SetResult();"));
        await Task.Delay(1000);
        await _kernels.SendAsync(new Cancel());
        await running;

        await Run("int later = 7; gate.SetResult(); await passed.Task; await Task.Delay(100);");

        Assert.Equal(7, (await Run("later")).OfType<ReturnValueProduced>().Single().Value);
    }

    [Fact]
    public async Task Engines_beside_each_other_keep_their_output_apart()
    {
        using var other = NotebookEngine.Create();
        var code = "for (int i = 0; i < 20; i++) { Console.Write(\"NAME\"); await Task.Delay(5); }";

        var both = await Task.WhenAll(_kernels.SendAsync(new SubmitCode(code.Replace("NAME", "a", StringComparison.Ordinal))), other.SendAsync(new SubmitCode(code.Replace("NAME", "b", StringComparison.Ordinal))));

        Assert.Equal(new string('a', 20), Output(both[0].Events));
        Assert.Equal(new string('b', 20), Output(both[1].Events));
    }

    [Fact]
    public void Display_outside_of_a_kernel_goes_to_who_listens()
    {
        var shown = new List<string>();
        using (Formatter.SubscribeToDisplayedValues(value => shown.Add(value.FormattedValues[0].Value)))
        {
            5.Display("text/plain");
        }

        Assert.Equal(["5"], shown);
    }

    private async Task<IReadOnlyList<KernelEvent>> Run(string code)
    {
        var events = (await _kernels.SendAsync(new SubmitCode(code)).WaitAsync(TimeSpan.FromSeconds(60))).Events;
        Assert.True(events[^1] is CommandSucceeded, events[^1].ToString());
        return events;
    }

    private async Task<string> Failure(string code) => (await _kernels.SendAsync(new SubmitCode(code))).Events.OfType<CommandFailed>().Single().Message;

    private static string Output(IEnumerable<KernelEvent> events) =>
        string.Concat(events.OfType<StandardOutputValueProduced>().SelectMany(e => e.FormattedValues).Select(value => value.Value));
}
