using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A list of modules that registers its items, by number, when it is registered itself.</summary>
public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> _items;
    private bool _registered;

    public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => _items = [.. modules];

    public T this[int index] { get => _items[index]; set => _items[index] = value; }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    protected override void RegisterComponents()
    {
        if (_registered)
            return;
        for (var i = 0; i < _items.Count; i++)
            register_module(i.ToString(), _items[i]);
        _registered = true;
    }

    public void Add(T item) => _items.Add(item);

    public void append(params T[] parameters) => _items.AddRange(parameters);

    public void extend(IEnumerable<T> modules) => _items.AddRange(modules);

    public void Clear() => _items.Clear();

    public bool Contains(T item) => _items.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void Insert(int index, T item) => _items.Insert(index, item);

    public bool Remove(T item) => _items.Remove(item);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
