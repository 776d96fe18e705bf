using System.Diagnostics;

namespace SegBook.Engine.Jupyter;

/// <summary>The process that Jupyter starts: serves one front end, and ends with it.</summary>
internal static class KernelProcess
{
    /// <summary>Runs until the front end asks for shutdown. Returns the exit code.</summary>
    /// <param name="connectionFile">The file that the front end made.</param>
    public static int Run(string connectionFile)
    {
        try
        {
            using var kernel = new JupyterKernel(Connection.Load(connectionFile));
            Console.CancelKeyPress += (_, e) =>
            {
                // Ctrl-C in the terminal of the notebook server reaches its children too; the server decides what becomes of them.
                e.Cancel = true;
                _ = kernel.InterruptAsync();
            };
            StopWithParent(kernel);
            Warmup.Begin();
            kernel.Run();
        }
        catch (ConnectionException e)
        {
            Console.Error.WriteLine($"segbook: {e.Message}");
            return 1;
        }

        // Threads that cells have started must not keep a kernel alive that was told to end.
        Environment.Exit(0);
        return 0;
    }

    /// <summary>A kernel whose front end died must not stay behind.</summary>
    private static void StopWithParent(JupyterKernel kernel)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var id) || id <= 1)
        {
            return;
        }

        _ = Task.Run(async () =>
        {
            while (IsAlive(id))
            {
                await Task.Delay(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            }

            kernel.Stop();
        });
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
