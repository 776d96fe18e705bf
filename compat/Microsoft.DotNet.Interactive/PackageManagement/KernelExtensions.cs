using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Engine;

namespace Microsoft.DotNet.Interactive.PackageManagement;

public static class KernelExtensions
{
    /// <summary>Adds <c>#r "nuget: Name, 1.2.3"</c> and <c>#i "nuget: SOURCE"</c>. All of a cell's are restored at once, before its code.</summary>
    public static T UseNugetDirective<T>(this T kernel, Func<T, IReadOnlyList<ResolvedPackageReference>, Task> onResolvePackageReferences, bool forceRestore = false)
        where T : Kernel
    {
        var packages = new PackageDirectives(new PackageRestoreContext(forceRestore), references => onResolvePackageReferences(kernel, references));
        kernel.Directives.Add(new BoundDirective(new KernelActionDirective("#i"), static (_, _) => Task.CompletedTask) { Hoisted = packages.AddSourcesAsync });
        kernel.Directives.Add(new BoundDirective(new KernelActionDirective("#r"), static (_, _) => Task.CompletedTask) { Hoisted = packages.AddPackagesAsync, Check = PackageDirectives.Check });
        return kernel;
    }
}
