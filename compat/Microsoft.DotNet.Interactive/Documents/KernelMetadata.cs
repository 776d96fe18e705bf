namespace Microsoft.DotNet.Interactive.Documents;

/// <summary>The kernels that the metadata of a notebook name, in any of the forms that front ends have written.</summary>
internal static class KernelMetadata
{
    public static KernelInfoCollection Read(IDictionary<string, object> metadata)
    {
        foreach (var key in (string[])["kernelInfo", "polyglot_notebook", "dotnet_interactive"])
        {
            switch (metadata.TryGetValue(key, out var value) ? value : null)
            {
                case KernelInfoCollection infos:
                    return infos;
                case IDictionary<string, object> written:
                    return FromDictionary(written.TryGetValue("kernelInfo", out var inner) && inner is IDictionary<string, object> nested ? nested : written);
            }
        }

        return metadata.TryGetValue("kernelspec", out var specification) && specification is IDictionary<string, object> named && named.TryGetValue("language", out var language)
            ? new KernelInfoCollection { DefaultKernelName = language as string }
            : null;
    }

    /// <summary>The same as a plain dictionary, for writing.</summary>
    public static IDictionary<string, object> ToDictionary(KernelInfoCollection infos) => new Dictionary<string, object>
    {
        ["defaultKernelName"] = infos.DefaultKernelName,
        ["items"] = infos.Select(ToDictionary).ToArray(),
    };

    /// <summary>Adds kernels that the document does not name yet.</summary>
    public static void Merge(InteractiveDocument document, KernelInfoCollection kernelInfos)
    {
        var own = Read(document.Metadata);
        if (own is null)
        {
            document.Metadata["kernelInfo"] = kernelInfos;
            return;
        }

        own.AddRange(kernelInfos.Where(info => !own.Contains(info.Name) && !info.Aliases.Any(own.Contains)));
        document.Metadata["kernelInfo"] = own;
    }

    private static object ToDictionary(KernelInfo info)
    {
        var written = new Dictionary<string, object> { ["aliases"] = info.Aliases.ToArray() };
        if (info.LanguageName is { } language)
        {
            written["languageName"] = language;
        }

        written["name"] = info.Name;
        return written;
    }

    private static KernelInfoCollection FromDictionary(IDictionary<string, object> written)
    {
        var infos = new KernelInfoCollection { DefaultKernelName = Text(written, "defaultKernelName") };
        foreach (var item in (written.TryGetValue("items", out var items) ? items as IEnumerable<object> : null) ?? [])
        {
            if (item is IDictionary<string, object> kernel && Text(kernel, "name") is { Length: > 0 } name && !infos.Contains(name))
            {
                var aliases = (kernel.TryGetValue("aliases", out var given) ? given as IEnumerable<object> : null) ?? [];
                infos.Add(new KernelInfo(name, Text(kernel, "languageName"), [.. aliases.OfType<string>().Where(alias => !infos.Contains(alias) && alias != name)]));
            }
        }

        return infos;
    }

    private static string Text(IDictionary<string, object> dictionary, string key) => dictionary.TryGetValue(key, out var value) ? value as string : null;
}
