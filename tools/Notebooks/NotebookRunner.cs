using System.Diagnostics;
using System.Text.Json;
using SegBook.Cli.Commands;

namespace SegBook.Cli.Notebooks;

/// <summary>How notebooks are run.</summary>
public sealed record RunSettings
{
    /// <summary>Folder or zip with the frames.</summary>
    public required string DataPath { get; init; }

    /// <summary>Executed copies, run records and exported charts go here.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>quick or full.</summary>
    public string Profile { get; init; } = "quick";

    /// <summary>auto, cpu, cuda, cuda:N.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The longest that one cell may take.</summary>
    public TimeSpan CellTimeout { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Write the outputs back into the source notebooks.</summary>
    public bool InPlace { get; init; }
}

/// <summary>Runs notebooks without Jupyter: each in a process of its own, started in the notebook's folder.</summary>
public sealed class NotebookRunner(RunSettings settings, TextWriter screen)
{
    private readonly bool _live = !Console.IsOutputRedirected;
    private string _line = "";

    /// <summary>Runs one notebook. Returns 0, 1 when it cannot be read or a cell failed, 130 when it was stopped by Ctrl-C or by the limit of a cell.</summary>
    public int Run(string notebook)
    {
        var name = Path.GetFileNameWithoutExtension(notebook);
        RunOptions.Prepare(settings.OutputFolder, "--out");
        var target = Path.Combine(settings.OutputFolder, Path.GetFileName(notebook));
        if (Path.GetFullPath(target) == Path.GetFullPath(notebook))
        {
            throw new SegBookException($"The executed copy would overwrite {notebook} itself. Give another --out; --in-place writes outputs back.");
        }

        File.Delete(target); // of an earlier run
        if (Readable(notebook, name) is { } answer)
        {
            return answer;
        }

        var watch = Stopwatch.StartNew();
        using var process = Start(notebook, target);

        // Ctrl-C reaches the child as well (same terminal): it stops after the batch, saves, and ends by itself.
        ConsoleCancelEventHandler wait = (_, e) => e.Cancel = true;
        Console.CancelKeyPress += wait;
        string? failure = null;
        var position = "starting";
        while (process.StandardOutput.ReadLine() is { } told)
        {
            (position, failure) = Show(name, told, position, watch.Elapsed) is { } change ? (change.Position, change.Failure ?? failure) : (position, failure);
        }

        process.WaitForExit();
        Console.CancelKeyPress -= wait;
        return Conclude(process.ExitCode, name, position, failure, target, notebook, watch.Elapsed);
    }

    // The answer where there is nothing to run.
    private int? Readable(string notebook, string name)
    {
        try
        {
            using var document = NotebookFile.Open(notebook);
            if (NotebookFile.OtherLanguage(document) is { } language)
            {
                throw new SegBookException($"is written in {language}, by its metadata; C# is run here. Open it in Jupyter, or choose the kernel .NET (C#) for it there.");
            }

            var raw = NotebookFile.RawCell(document);
            SegBookException.Require(raw == 0, $"has a raw cell, number {raw}, which the C# engine takes for code. Make it a markdown cell.");
            if (NotebookFile.CodeCells(document) > 0)
            {
                return null;
            }

            screen.WriteLine($"  {name}: nothing was run: it has no code cell");
            return 0;
        }
        catch (SegBookException e)
        {
            screen.WriteLine($"  {name}: NOT RUN: {notebook} {e.Message}");
            return 1;
        }
    }

    private int Conclude(int code, string name, string position, string? failure, string target, string notebook, TimeSpan took)
    {
        Clear();
        switch (code)
        {
            case 0:
                screen.WriteLine($"  {name}: done in {Clock(took)}");
                if (settings.InPlace)
                {
                    Replace(notebook, target);
                }

                return 0;
            case 130:
                screen.WriteLine($"  {name}: stopped at {position}" + (File.Exists(target) ? $"; what was executed is in {target}" : ""));
                if (failure is not null)
                {
                    screen.WriteLine(Indent(failure));
                }

                return 130;
            default:
                screen.WriteLine($"  {name}: FAILED at {position}");
                screen.WriteLine(Indent(failure ?? $"the process ended with exit code {code} (a crash in native code, or killed)"));
                if (File.Exists(target))
                {
                    screen.WriteLine($"  executed copy: {target}");
                }

                return 1;
        }
    }

    // The old file or the new one, never half of one; a link stays a link.
    private static void Replace(string notebook, string executed)
    {
        var file = File.ResolveLinkTarget(notebook, returnFinalTarget: true)?.FullName ?? notebook;
        AtomicFile.Write(file, stream => stream.Write(File.ReadAllBytes(executed)));
    }

    private Process Start(string notebook, string target)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(notebook)) };
        string[] arguments =
        [
            KernelPath(), Path.GetFullPath(notebook), Path.GetFullPath(target),
            $"{settings.CellTimeout.TotalSeconds}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SEGBOOK_DATA"] = Path.GetFullPath(settings.DataPath);
        start.Environment["SEGBOOK_PROFILE"] = settings.Profile;
        start.Environment["SEGBOOK_DEVICE"] = settings.Device;
        start.Environment["SEGBOOK_OUT"] = Path.GetFullPath(settings.OutputFolder);
        return Process.Start(start) ?? throw new SegBookException("dotnet could not be started.");
    }

    private static string KernelPath()
    {
        var path = Path.Combine(Workspace.Root, "tools", "Kernel", "bin", "segbook-kernel.dll");
        return File.Exists(path) ? path : throw new SegBookException($"{path} is not built. Run dotnet build.");
    }

    private (string Position, string? Failure)? Show(string name, string told, string position, TimeSpan elapsed)
    {
        JsonElement message;
        try
        {
            message = JsonDocument.Parse(told).RootElement;
        }
        catch (JsonException)
        {
            // Something wrote to the process's own standard output, past the engine.
            Clear();
            screen.WriteLine(told);
            return null;
        }

        if (message.TryGetProperty("cell", out var cell))
        {
            position = $"cell {cell.GetInt32()} of {message.GetProperty("of").GetInt32()}";
            if (!_live)
            {
                screen.WriteLine($"  {name}: {position} ({Clock(elapsed)})");
            }
        }

        Rewrite($"  {name}: {position}, {Clock(elapsed)}" + (message.TryGetProperty("text", out var text) ? $"  {text.GetString()}" : ""));
        return (position, message.TryGetProperty("failed", out var failed) ? failed.GetString() : null);
    }

    private void Rewrite(string line)
    {
        if (!_live)
        {
            return;
        }

        var width = Math.Max(20, Console.WindowWidth - 1);
        line = line.Length > width ? line[..width] : line;
        screen.Write("\r" + line.PadRight(_line.Length));
        _line = line;
    }

    private void Clear()
    {
        if (_line.Length > 0)
        {
            screen.Write("\r" + new string(' ', _line.Length) + "\r");
            _line = "";
        }
    }

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(line => "    " + line));

    private static string Clock(TimeSpan time) => time.TotalMinutes < 1 ? $"{time.TotalSeconds:0.0} s" : $"{(int)time.TotalMinutes}:{time.Seconds:00} min";
}
