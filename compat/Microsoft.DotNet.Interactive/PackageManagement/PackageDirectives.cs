using System.Net;
using Microsoft.DotNet.Interactive.Engine;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>What #r "nuget: ..." and #i "nuget: ..." do.</summary>
internal sealed class PackageDirectives(PackageRestoreContext restore, Func<IReadOnlyList<ResolvedPackageReference>, Task> onResolved)
{
    public static Diagnostic Check(DirectiveLine line) =>
        PackageReference.TryParse(line["value"], out _) ? null : line.ErrorAt("value", "DNI210", $"Unable to parse package reference: \"{line["value"]}\"");

    public Task AddSourcesAsync(IReadOnlyList<DirectiveLine> lines, KernelInvocationContext context)
    {
        foreach (var line in lines)
        {
            restore.TryAddRestoreSource(line["value"]["nuget:".Length..].Trim());
        }

        return Task.CompletedTask;
    }

    public async Task AddPackagesAsync(IReadOnlyList<DirectiveLine> lines, KernelInvocationContext context)
    {
        var wanted = new List<PackageReference>();
        foreach (var line in lines)
        {
            PackageReference.TryParse(line["value"], out var package);
            if (Conflict(package) is { } conflict)
            {
                context.Fail(context.CurrentCommand, message: conflict);
                return;
            }

            wanted.Add(restore.GetOrAddPackageReference(package.PackageName, package.PackageVersion) ?? package);
        }

        if (wanted.TrueForAll(package => restore.GetResolvedPackageReference(package.PackageName) is not null))
        {
            return;
        }

        var shown = context.DisplayAs(Listed("Installing", wanted.Select(package => package.ToString())), HtmlFormatter.MimeType);
        var result = await restore.RestoreAsync().ConfigureAwait(false);
        if (!result.Succeeded)
        {
            context.Fail(context.CurrentCommand, message: string.Join('\n', result.Errors));
            return;
        }

        await ReportAsync(wanted, result.ResolvedReferences, shown, context).ConfigureAwait(false);
    }

    private async Task ReportAsync(List<PackageReference> wanted, IReadOnlyList<ResolvedPackageReference> added, DisplayedValue shown, KernelInvocationContext context)
    {
        await onResolved(added).ConfigureAwait(false);
        foreach (var package in added)
        {
            context.Publish(new PackageAdded(package, context.CurrentCommand));
        }

        var installed = wanted.Select(package => restore.GetResolvedPackageReference(package.PackageName)).Where(package => package is not null);
        shown.Update(Listed("Installed", installed.Select(package => $"{package.PackageName}, {package.PackageVersion}")).ToHtmlContent());
    }

    private string Conflict(PackageReference package)
    {
        var known = restore.GetResolvedPackageReference(package.PackageName);
        return known is not null && package.IsPackageVersionSpecified && known.PackageVersion != package.PackageVersion
            ? $"{package.PackageName} version {package.PackageVersion} cannot be added because version {known.PackageVersion} was added previously."
            : null;
    }

    private static string Listed(string what, IEnumerable<string> packages) =>
        $"<div><strong>{what} Packages</strong><ul>{string.Concat(packages.Select(package => $"<li><span>{WebUtility.HtmlEncode(package)}</span></li>"))}</ul></div>";
}
