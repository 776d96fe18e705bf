using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.PackageManagement;
using KernelInfo = Microsoft.DotNet.Interactive.Documents.KernelInfo;

namespace SegBook.Engine;

/// <summary>The kernels that notebooks run on: the same for headless runs, for Jupyter, and for both sources of the packages.</summary>
public static class NotebookEngine
{
    /// <summary>A fresh set of kernels: C# by default, HTML, JavaScript, Mermaid and values beside it, and the usual directives.</summary>
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
        kernels.Add(new MermaidKernel());
        kernels.Add(new KeyValueStoreKernel());
        return kernels.UseImportMagicCommand().UseMagicCommands();
    }

    /// <summary>The names by which the cells of a notebook file ask for these kernels, for reading one.</summary>
    public static KernelInfoCollection KernelNames() =>
    [
        new KernelInfo("csharp", "C#", ["c#", "C#"]),
        new KernelInfo("html", "HTML"),
        new KernelInfo("javascript", "JavaScript", ["js"]),
        new KernelInfo("mermaid", "Mermaid"),
        new KernelInfo("value"),
        new KernelInfo("markdown", "Markdown", ["md"]),
    ];
}
