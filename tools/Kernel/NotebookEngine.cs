using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.PackageManagement;
using KernelInfo = Microsoft.DotNet.Interactive.Documents.KernelInfo;

namespace SegBook.Engine;

/// <summary>The kernels that a headless run has: those of the official tool, but for the languages that no notebook here speaks.</summary>
public static class NotebookEngine
{
    /// <summary>A fresh set of kernels: C# by default, HTML, JavaScript and values beside it, and the usual directives.</summary>
    public static CompositeKernel Create()
    {
        var csharp = new CSharpKernel()
            .UseKernelHelpers()
            .UseNugetDirective((kernel, packages) =>
            {
                kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
                return Task.CompletedTask;
            })
            .UseWho()
            .UseValueSharing();
        var kernels = new CompositeKernel { DefaultKernelName = csharp.Name };
        kernels.Add(csharp, ["c#", "C#"]);
        kernels.Add(new HtmlKernel());
        kernels.Add(new JavaScriptKernel(), ["js"]);
        kernels.Add(new KeyValueStoreKernel());
        kernels.AddDirective(new KernelActionDirective("#!time") { Description = "Shows how long the cell takes" }, TimeAsync);
        return kernels.UseImportMagicCommand();
    }

    /// <summary>The names by which the cells of a notebook file ask for these kernels, for reading one.</summary>
    public static KernelInfoCollection KernelNames() =>
    [
        new KernelInfo("csharp", "C#", ["c#", "C#"]),
        new KernelInfo("html", "HTML"),
        new KernelInfo("javascript", "JavaScript", ["js"]),
        new KernelInfo("value"),
        new KernelInfo("markdown", "Markdown", ["md"]),
    ];

    // The official tool has this directive, the packages have not.
    private static Task TimeAsync(KernelCommand command, KernelInvocationContext context)
    {
        var watch = Stopwatch.StartNew();
        context.OnComplete(ending =>
        {
            var elapsed = $"Wall time: {watch.Elapsed.TotalMilliseconds}ms";
            ending.Publish(new DisplayedValueProduced(watch.Elapsed, ending.Command, [new FormattedValue("text/plain", elapsed)]));
        });
        return Task.CompletedTask;
    }
}
