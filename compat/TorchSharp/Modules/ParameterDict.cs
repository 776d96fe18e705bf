using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters by name, in the order in which they were added.</summary>
public class ParameterDict : nn.Module, IEnumerable<(string, Parameter)>
{
    public ParameterDict() : base(nameof(ParameterDict)) { }

    public Parameter this[string key] { get => OwnParameters[key]; set => OwnParameters[key] = value; }

    public int Count => OwnParameters.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => [.. OwnParameters.Keys];

    public ICollection<Parameter> Values => [.. OwnParameters.Values];

    public void Add(string key, Parameter value) => OwnParameters.Add(key, value);

    public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

    public bool ContainsKey(string key) => OwnParameters.ContainsKey(key);

    public bool TryGetValue(string key, out Parameter value) => OwnParameters.TryGetValue(key, out value);

    public bool Remove(string key) => OwnParameters.Remove(key);

    public void Clear() => OwnParameters.Clear();

    public IEnumerable<string> keys() => OwnParameters.Keys;

    public IEnumerable<Parameter> values() => OwnParameters.Values;

    public IEnumerator<(string, Parameter)> items() => OwnParameters.Select(p => (p.Key, p.Value)).GetEnumerator();

    public IEnumerator<(string, Parameter)> GetEnumerator() => items();

    IEnumerator IEnumerable.GetEnumerator() => items();
}
