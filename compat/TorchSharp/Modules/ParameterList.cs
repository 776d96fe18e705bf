using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A list of parameters; their names are their numbers.</summary>
public class ParameterList : nn.Module, IList<Parameter>
{
    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => append(parameters);

    public Parameter this[int index] { get => OwnParameters.GetAt(index).Value; set => OwnParameters.SetAt(index, value); }

    public int Count => OwnParameters.Count;

    public bool IsReadOnly => false;

    public void Add(Parameter item) => OwnParameters.Add(Count.ToString(), item);

    public void append(params Parameter[] parameters) => extend(parameters);

    public void extend(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
            Add(parameter);
    }

    public void Clear() => OwnParameters.Clear();

    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    public void CopyTo(Parameter[] array, int arrayIndex) => OwnParameters.Values.CopyTo(array, arrayIndex);

    public int IndexOf(Parameter item) => OwnParameters.Values.ToList().FindIndex(p => ReferenceEquals(p, item));

    public void Insert(int index, Parameter item)
    {
        var all = OwnParameters.Values.ToList();
        all.Insert(index, item);
        Renumber(all);
    }

    public bool Remove(Parameter item)
    {
        var index = IndexOf(item);
        if (index >= 0)
            RemoveAt(index);
        return index >= 0;
    }

    public void RemoveAt(int index)
    {
        var all = OwnParameters.Values.ToList();
        all.RemoveAt(index);
        Renumber(all);
    }

    private void Renumber(List<Parameter> parameters)
    {
        Clear();
        extend(parameters);
    }

    public IEnumerator<Parameter> GetEnumerator() => OwnParameters.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
