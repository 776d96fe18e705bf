using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>Runs another notebook cell by cell. The first cell that fails ends the import, and fails the cell that asked for it.</summary>
internal static class Import
{
    public static async Task RunAsync(Kernel kernel, string path, KernelInvocationContext context)
    {
        var root = kernel.RootKernel;
        var document = await InteractiveDocument.LoadAsync(new FileInfo(path), KernelsOf(root)).ConfigureAwait(false);
        foreach (var element in document.Elements)
        {
            KernelCommand command = element.KernelName is "markdown" or "raw"
                ? new DisplayValue(new FormattedValue("text/markdown", element.Contents))
                : new SubmitCode(element.Contents, element.KernelName);
            var result = await context.RunChildAsync(command, root).ConfigureAwait(false);
            if (result.Events[^1] is CommandFailed failed)
            {
                context.Fail(context.CurrentCommand, failed.Exception, failed.Message);
                return;
            }
        }
    }

    private static KernelInfoCollection KernelsOf(Kernel root)
    {
        var infos = new KernelInfoCollection { DefaultKernelName = (root as CompositeKernel)?.DefaultKernelName };
        foreach (var kernel in root is CompositeKernel composite ? composite.ChildKernels.AsEnumerable() : [root])
        {
            infos.Add(new Documents.KernelInfo(kernel.Name, kernel.KernelInfo.LanguageName, [.. kernel.KernelInfo.NameAndAliases.Where(name => name != kernel.Name)]));
        }

        if (!infos.Contains("markdown"))
        {
            infos.Add(new Documents.KernelInfo("markdown", "Markdown"));
        }

        return infos;
    }
}
