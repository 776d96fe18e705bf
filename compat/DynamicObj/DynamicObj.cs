using System.Dynamic;
using Microsoft.FSharp.Core;

namespace DynamicObj;

/// <summary>An object whose members are made by naming them: the base of every part of a figure.</summary>
/// <remarks>Stands in for DynamicObj 2.x, which Plotly.NET 5 needs and mirrors with only the newest versions lack. Members keep the order in which they were set.</remarks>
public class DynamicObj : DynamicObject
{
    private readonly OrderedDictionary<string, object> _members = [];

    public FSharpOption<object> TryGetValue(string name) =>
        _members.TryGetValue(name, out var value) ? FSharpOption<object>.Some(value)
        : Declared(name) is { } property ? FSharpOption<object>.Some(property.GetValue(this))
        : FSharpOption<object>.None;

    public void SetValue(string name, object value)
    {
        if (Declared(name) is { CanWrite: true } property)
        {
            property.SetValue(this, value);
        }
        else
        {
            _members[name] = value;
        }
    }

    public bool Remove(string name) => _members.Remove(name);

    public IEnumerable<KeyValuePair<string, object>> GetProperties(bool includeInstanceProperties)
    {
        var declared = includeInstanceProperties ? GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0) : [];
        return declared.Select(property => KeyValuePair.Create(property.Name, property.GetValue(this))).Concat(_members);
    }

    public override IEnumerable<string> GetDynamicMemberNames() => GetProperties(true).Select(member => member.Key);

    public override bool TryGetMember(GetMemberBinder binder, out object result)
    {
        var found = TryGetValue(binder.Name);
        result = found?.Value;
        return found is not null;
    }

    public override bool TrySetMember(SetMemberBinder binder, object value)
    {
        SetValue(binder.Name, value);
        return true;
    }

    private System.Reflection.PropertyInfo Declared(string name) => GetType().GetProperty(name);
}
