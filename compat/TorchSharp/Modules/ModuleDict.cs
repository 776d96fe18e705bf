using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by name, in the order in which they were added; registers them when it is registered itself.</summary>
public class ModuleDict<T> : nn.Module, IEnumerable<(string, T)> where T : nn.Module
{
    private readonly OrderedDictionary<string, T> _items = [];
    private bool _registered;

    public ModuleDict() : base(nameof(ModuleDict<T>)) { }

    public T this[string key] { get => _items[key]; set => _items[key] = value; }

    public (string, T) this[int index] { get => Pair(_items.GetAt(index)); set => _items.SetAt(index, value.Item1, value.Item2); }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => [.. _items.Keys];

    public ICollection<T> Values => [.. _items.Values];

    protected override void RegisterComponents()
    {
        if (_registered)
            return;
        foreach (var (key, module) in _items)
            register_module(key, module);
        _registered = true;
    }

    public void Add(string key, T value) => _items.Add(key, value);

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, out T value) => _items.TryGetValue(key, out value);

    public bool Remove(string key) => _items.Remove(key);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public void Clear() => _items.Clear();

    public void clear() => Clear();

    public IEnumerable<string> keys() => _items.Keys;

    public IEnumerable<T> values() => _items.Values;

    public IEnumerator<(string, T)> items() => _items.Select(Pair).GetEnumerator();

    public IEnumerator<(string, T)> GetEnumerator() => items();

    IEnumerator IEnumerable.GetEnumerator() => items();

    private static (string, T) Pair(KeyValuePair<string, T> entry) => (entry.Key, entry.Value);
}
