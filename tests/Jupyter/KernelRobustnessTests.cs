using System.Text;
using System.Text.Json.Nodes;
using SegBook.Engine.Jupyter;

namespace SegBook.Tests.Jupyter;

/// <summary>What must not bring the kernel down: nonsense on its sockets, cells that do not end, front ends that go away.</summary>
public sealed class KernelRobustnessTests
{
    [Fact]
    public void TwoThousandBadMessages_leave_the_kernel_answering()
    {
        using var process = new JupyterProcess();
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            process.Client.SendRaw(Bad(process.Client, random, i), onControl: i % 4 == 0);
        }

        Assert.True(process.Client.HeartBeats());
        var result = process.Client.Execute("40 + 2").Single(message => message.Type == "execute_result").Content;
        Assert.Contains("42", result["data"]!["text/html"]!.ToString());
        Assert.Equal("1", result["execution_count"]!.ToString());
    }

    [Fact]
    public void Interrupt_stops_waiting_looping_and_cooperative_cells()
    {
        using var process = new JupyterProcess();

        Assert.Equal("error", Interrupted(process.Client, "await Task.Delay(600000);"));
        Assert.Equal("error", Interrupted(process.Client, "while (true) { }"));
        Assert.Equal("error", Interrupted(process.Client, "while (!Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.IsCancellationRequested) System.Threading.Thread.Sleep(10); stopped = true;", "var stopped = false;"));
        Assert.Equal("True", process.Client.Execute("stopped.ToString()").Single(message => message.Type == "execute_result").Content["data"]!["text/plain"]!.ToString());
    }

    [Fact]
    public void Interrupt_with_nothing_running_is_answered()
    {
        using var process = new JupyterProcess();

        Assert.Equal("ok", process.Client.Ask("interrupt_request", [], onControl: true)["status"]!.ToString());
        Assert.Equal("ok", process.Client.Execute("1").Single(message => message.Type == "execute_reply").Content["status"]!.ToString());
    }

    [Fact]
    public void Shutdown_is_answered_and_ends_the_process_even_while_a_cell_runs()
    {
        using var process = new JupyterProcess();
        process.Client.SendExecute("new System.Threading.Thread(() => System.Threading.Thread.Sleep(600000)).Start(); while (true) { }");

        Assert.Equal("ok", process.Client.Ask("shutdown_request", new JsonObject { ["restart"] = false }, onControl: true)["status"]!.ToString());
        Assert.Equal(0, process.WaitForExit(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Sends a cell, interrupts it once it runs, and returns the status of its reply.</summary>
    private static string Interrupted(JupyterClient client, string code, string before = "")
    {
        if (before.Length > 0)
        {
            client.Execute(before);
        }

        var id = client.SendExecute(code);
        Thread.Sleep(1000);
        client.Send("interrupt_request", [], onControl: true);
        return client.Collect(id).Single(message => message.Type == "execute_reply").Content["status"]!.ToString();
    }

    /// <summary>A message that is wrong in one of many ways.</summary>
    private static IEnumerable<byte[]> Bad(JupyterClient client, Random random, int kind)
    {
        List<byte[]> frames = [.. client.Write("execute_request", new JsonObject { ["code"] = "throw new Exception(\"must not run\");" }).Select(frame => frame.ToByteArray())];
        switch (kind % 10)
        {
            case 0:
                return [.. new MessageCodec("another key").Write([], "execute_request", null, new JsonObject { ["code"] = "1" }).Select(frame => frame.ToByteArray())];
            case 1:
                frames[1] = [];
                return frames;
            case 2:
                frames[5] = Encoding.UTF8.GetBytes("{\"code\": \"changed\"}");
                return frames;
            case 3:
                return frames.Take(random.Next(1, 6));
            case 4:
                return frames.Where((_, i) => i != 0);
            case 5:
                return Enumerable.Range(0, random.Next(1, 9)).Select(_ => Noise(random));
            case 6:
                return Signed(client, "null"u8.ToArray());
            case 7:
                return Signed(client, "[1, 2"u8.ToArray());
            case 8:
                return Signed(client, Encoding.UTF8.GetBytes(new string('[', 5000)));
            default:
                frames[random.Next(frames.Count)] = Noise(random);
                return frames;
        }
    }

    /// <summary>A message whose signature is right and whose type is known, but whose content is none.</summary>
    private static IEnumerable<byte[]> Signed(JupyterClient client, byte[] content) => client.SignedWith("execute_request", content);

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(0, 200)];
        random.NextBytes(noise);
        return noise;
    }
}
