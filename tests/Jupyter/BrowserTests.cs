using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;
using SegBook.Cli.Jupyter;
using SegBook.Data;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>A person in front of Jupyter Notebook: opens a notebook, steps through it with Shift-Enter, interrupts, goes on.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string Ready = "Jupyter.notebook.kernel.is_connected() && Jupyter.notebook._fully_loaded";

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public async Task Notebook_is_stepped_through_interrupted_and_goes_on()
    {
        SyntheticDrive.Write(Path.Combine(_folder, "frames"), frames: 24, height: 96, width: 128);
        WriteNotebook(
            $"#r \"{Path.Combine(Shared.Root, "lib", "bin", "SegBook.dll")}\"\nusing SegBook.Charts; using SegBook.Data; using SegBook.Models; using SegBook.Training;\nPictures.Legend(LabelMap.CamVid11)",
            "for (int i = 1; i <= 40; i++) { Console.Write($\"\\rstep {i}/40\"); await Task.Delay(100); }",
            "var experiment = new Experiment { Data = \"frames\", Architecture = Architecture.PSPNet, Height = 64, Width = 96, Epochs = 1000, Device = \"cpu\" };\nvar run = Trainer.Train(experiment, new RunStore(\"runs\"));",
            "run.Status.ToString()");
        using var server = new NotebookServer(_folder);
        await server.WaitAsync();
        await using var browser = await Chromium.OpenAsync(server.Page("steps.ipynb"));
        await browser.UntilAsync(Ready);
        await browser.EvaluateAsync("Jupyter.notebook.select(0); Jupyter.notebook.command_mode(); Jupyter.notebook.get_cell(0).focus_cell(); 1");

        await StepAsync(browser);
        await browser.UntilAsync($"document.querySelectorAll('.cell')[0].querySelector('.output_png img, .output_subarea img').naturalWidth > 100");

        await StepAsync(browser);
        await browser.UntilAsync($"{Output(1)}.includes('step')");
        var early = (await browser.EvaluateAsync(Output(1)))!.ToString();
        await browser.UntilAsync($"{Output(1)}.includes('step 40/40')");
        Assert.DoesNotContain("40/40", early);
        Assert.DoesNotContain("step 39", (await browser.EvaluateAsync(Output(1)))!.ToString());

        await StepAsync(browser);
        await browser.UntilAsync($"{Output(2)}.includes('/1000')");
        await browser.PressAsync("i", 73);
        await browser.PressAsync("i", 73);
        await browser.UntilAsync($"{Output(2)}.includes('Command cancelled')");

        await browser.EvaluateAsync("Jupyter.notebook.select(3); Jupyter.notebook.command_mode(); 1");
        await StepAsync(browser);
        await browser.UntilAsync($"{Output(3)}.includes('Unfinished')");

        await PhotographAsync(browser, "jupyter-notebook.png");
    }

    [BrowserFact]
    public async Task Workbook_runs_from_top_to_bottom()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "notebooks"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "lib"), Path.Combine(Shared.Root, "lib"));
        File.Copy(Path.Combine(Shared.Root, "notebooks", "01-data-exploration.ipynb"), Path.Combine(_folder, "notebooks", "01.ipynb"));
        var frames = Path.Combine(_folder, "frames");
        SyntheticDrive.Write(frames, frames: 24, height: 96, width: 128);
        using var server = new NotebookServer(_folder, new Dictionary<string, string> { ["SEGBOOK_DATA"] = frames, ["SEGBOOK_OUT"] = Path.Combine(_folder, "out") });
        await server.WaitAsync();
        await using var browser = await Chromium.OpenAsync(server.Page("notebooks/01.ipynb"));
        await browser.UntilAsync(Ready);

        await browser.EvaluateAsync("Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells(); 1");
        await browser.UntilAsync("Jupyter.notebook.get_cells().filter(cell => cell.cell_type == 'code').every(cell => cell.input_prompt_number > 0) && !Jupyter.notebook.kernel_busy", seconds: 300);

        Assert.Equal(0, (await browser.EvaluateAsync("document.querySelectorAll('.output_error').length"))!.GetValue<int>());
        Assert.Equal(9, (await browser.EvaluateAsync("[...document.querySelectorAll('.output_png img')].filter(picture => picture.naturalWidth > 100).length"))!.GetValue<int>());
        Assert.Equal(3, (await browser.EvaluateAsync("document.querySelectorAll('.output_html table').length"))!.GetValue<int>());
        foreach (var cell in (int[])[0, 5, 13, 25])
        {
            await browser.EvaluateAsync($"Jupyter.notebook.scroll_to_cell({cell}, 0); 1");
            await PhotographAsync(browser, $"jupyter-workbook-{cell}.png");
        }
    }

    /// <summary>Keeps a picture of the page to look at, in the folder that SEGBOOK_SCREENSHOTS names.</summary>
    private static async Task PhotographAsync(Chromium browser, string name)
    {
        if (Environment.GetEnvironmentVariable("SEGBOOK_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Task.Delay(500);
            await File.WriteAllBytesAsync(Path.Combine(folder, name), await browser.ScreenshotAsync());
        }
    }

    private static Task StepAsync(Chromium browser) => browser.PressAsync("Enter", 13, withShift: true);

    private static string Output(int cell) => $"document.querySelectorAll('.cell')[{cell}].querySelector('.output').innerText";

    private void WriteNotebook(params string[] cells)
    {
        InteractiveDocument document = new([.. cells.Select((code, i) => new InteractiveDocumentElement(code, "csharp") { Id = $"step-{i}" })]);
        document.Metadata["kernelspec"] = new Dictionary<string, object> { ["display_name"] = "test", ["language"] = "C#", ["name"] = KernelSpec.UsualName };
        File.WriteAllText(Path.Combine(_folder, "steps.ipynb"), document.ToJupyterJson());
    }

    /// <summary>Skipped where Debian's jupyter-notebook or Chromium is not installed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class BrowserFactAttribute : FactAttribute
    {
        public BrowserFactAttribute() => Skip =
            !File.Exists(NotebookServer.Program) ? "needs Debian's jupyter-notebook"
            : !File.Exists(Chromium.Program) ? "needs Debian's chromium"
            : !File.Exists(KernelSpec.KernelPath) ? "needs the kernel to be built" : null;
    }
}
