using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Engine;

namespace Microsoft.DotNet.Interactive;

public static class KernelExtensions
{
    public static Kernel FindKernelByName(this Kernel kernel, string name) =>
        FindKernels(kernel, k => k.KernelInfo.NameAndAliases.Contains(name)).FirstOrDefault();

    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate)
    {
        var root = kernel.RootKernel;
        return (root is CompositeKernel composite ? composite.ChildKernels.Prepend(root) : [root]).Where(predicate);
    }

    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code) => kernel.SendAsync(new SubmitCode(code));

    /// <summary>Adds <c>#!import FILE</c>.</summary>
    public static TKernel UseImportMagicCommand<TKernel>(this TKernel kernel)
        where TKernel : Kernel
    {
        var directive = new KernelActionDirective("#!import", "Runs another notebook or file in the same kernels")
        {
            Parameters = [new KernelDirectiveParameter("--file") { AllowImplicitName = true, Required = true, TypeHint = "file" }],
        };
        kernel.Directives.Add(new BoundDirective(directive, (line, context) => Import.RunAsync(kernel, line["--file"], context)));
        return kernel;
    }

    /// <summary>Adds <c>#!who</c> and <c>#!whos</c>.</summary>
    public static TKernel UseWho<TKernel>(this TKernel kernel)
        where TKernel : Kernel
    {
        kernel.Directives.Add(new BoundDirective(new KernelActionDirective("#!who", "Names of the variables"), (_, context) => Variables.ShowNamesAsync(kernel, context)));
        kernel.Directives.Add(new BoundDirective(new KernelActionDirective("#!whos", "Names, types and values of the variables"), (_, context) => Variables.ShowTableAsync(kernel, context)));
        return kernel;
    }

    /// <summary>Adds <c>#!set</c> and <c>#!share</c>.</summary>
    public static T UseValueSharing<T>(this T kernel)
        where T : Kernel
    {
        var share = new KernelActionDirective("#!share", "Takes a value from another kernel")
        {
            Parameters =
            [
                new KernelDirectiveParameter("--name") { AllowImplicitName = true, Required = true },
                new KernelDirectiveParameter("--from") { Required = true },
                new KernelDirectiveParameter("--as"),
                new KernelDirectiveParameter("--mime-type"),
            ],
        };
        var set = new KernelActionDirective("#!set", "Declares a variable")
        {
            Parameters =
            [
                new KernelDirectiveParameter("--name") { Required = true },
                new KernelDirectiveParameter("--value") { Required = true },
                new KernelDirectiveParameter("--byref") { Flag = true },
                new KernelDirectiveParameter("--mime-type"),
            ],
        };
        kernel.Directives.Add(new BoundDirective(share, (line, context) => Variables.ShareAsync(kernel, line, context)));
        kernel.Directives.Add(new BoundDirective(set, (line, context) => Variables.SetAsync(kernel, line, context)));
        return kernel;
    }
}
