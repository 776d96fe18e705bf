using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;

namespace SegBook.Kernel;

/// <summary>The notebook engine, put together the same way for the headless runner and for Jupyter.</summary>
internal static class Engine
{
    /// <summary>A fresh kernel: C# by default, with html beside it.</summary>
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
        var composite = new CompositeKernel { DefaultKernelName = "csharp" };
        composite.Add(csharp, ["c#", "C#"]);
        composite.Add(new HtmlKernel());
        composite.UseImportMagicCommand();
        return composite;
    }
}
