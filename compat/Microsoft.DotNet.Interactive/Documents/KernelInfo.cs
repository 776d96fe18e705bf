using System.Collections;

namespace Microsoft.DotNet.Interactive.Documents;

/// <summary>A kernel as a notebook file names it.</summary>
public class KernelInfo
{
    public KernelInfo(string name, string languageName = null, IReadOnlyCollection<string> aliases = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        LanguageName = languageName;
        Aliases = aliases ?? [];
    }

    public string Name { get; }

    public string LanguageName { get; }

    public IReadOnlyCollection<string> Aliases { get; }

    public override string ToString() => Name;
}

/// <summary>The kernels of a notebook file, found by name or alias.</summary>
public class KernelInfoCollection : ICollection<KernelInfo>
{
    private readonly List<KernelInfo> _infos = [];
    private readonly Dictionary<string, KernelInfo> _byName = [];
    private string _defaultKernelName;

    public int Count => _infos.Count;

    public bool IsReadOnly => false;

    public string DefaultKernelName
    {
        get => _defaultKernelName ?? (_infos.Count == 1 ? _infos[0].Name : null);
        set => _defaultKernelName = value;
    }

    public void Add(KernelInfo kernelInfo)
    {
        ArgumentNullException.ThrowIfNull(kernelInfo);
        foreach (var name in Names(kernelInfo))
        {
            if (!_byName.TryAdd(name, kernelInfo))
            {
                throw new ArgumentException($"A {nameof(KernelInfo)} with name or alias '{name}' is already present in the collection.");
            }
        }

        _infos.Add(kernelInfo);
    }

    public void AddRange(IEnumerable<KernelInfo> collection)
    {
        foreach (var info in collection)
        {
            Add(info);
        }
    }

    public void Clear()
    {
        _infos.Clear();
        _byName.Clear();
    }

    public KernelInfoCollection Clone()
    {
        var clone = new KernelInfoCollection { _defaultKernelName = _defaultKernelName };
        clone.AddRange(_infos);
        return clone;
    }

    public bool Contains(KernelInfo kernelInfo) => _infos.Contains(kernelInfo);

    public bool Contains(string nameOrAlias) => _byName.ContainsKey(nameOrAlias);

    public void CopyTo(KernelInfo[] array, int arrayIndex) => _infos.CopyTo(array, arrayIndex);

    public bool Remove(KernelInfo item)
    {
        if (!_infos.Remove(item))
        {
            return false;
        }

        foreach (var name in Names(item))
        {
            _byName.Remove(name);
        }

        return true;
    }

    IEnumerator<KernelInfo> IEnumerable<KernelInfo>.GetEnumerator() => _infos.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _infos.GetEnumerator();

    internal bool TryGet(string nameOrAlias, out KernelInfo info) => _byName.TryGetValue(nameOrAlias, out info);

    private static IEnumerable<string> Names(KernelInfo info) => info.Aliases.Append(info.Name);
}
