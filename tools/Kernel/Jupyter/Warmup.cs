using Microsoft.DotNet.Interactive.Commands;

namespace SegBook.Engine.Jupyter;

/// <summary>Gets the compiler going while the front end still draws its page, so that the first cell does not wait for it.</summary>
internal static class Warmup
{
    public static void Begin() => Task.Run(async () =>
    {
        using var kernels = NotebookEngine.Create();
        await kernels.SendAsync(new SubmitCode("var ready = new[] { 1, 2 }.Select(i => i + 1).ToList();\nready")).ConfigureAwait(false);
        await kernels.SendAsync(new SubmitCode("Console.WriteLine(ready.Count);")).ConfigureAwait(false);
    });
}
