using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The attributes of an element, in the order in which they were added.</summary>
public class HtmlAttributes : DynamicObject, IDictionary<string, object>, IHtmlContent
{
    private readonly Dictionary<string, object> _attributes = new(StringComparer.Ordinal);

    public HtmlAttributes()
    {
    }

    public HtmlAttributes(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            _attributes.Add(name, value);
        }
    }

    public int Count => _attributes.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _attributes.Keys;

    public ICollection<object> Values => _attributes.Values;

    public object this[string key]
    {
        get => _attributes[key];
        set => _attributes[key] = value;
    }

    public void Add(string key, object value) => _attributes.Add(key, value);

    public void Add(KeyValuePair<string, object> item) => _attributes.Add(item.Key, item.Value);

    public void AddCssClass(string value) => _attributes["class"] = _attributes.TryGetValue("class", out var classes) ? $"{value} {classes}" : value;

    public void Clear() => _attributes.Clear();

    public bool Contains(KeyValuePair<string, object> item) => _attributes.Contains(item);

    public bool ContainsKey(string key) => _attributes.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, object>>)_attributes).CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void MergeWith(IDictionary<string, object> htmlAttributes, bool replace = false)
    {
        foreach (var (name, value) in htmlAttributes)
        {
            if (replace || !_attributes.ContainsKey(name))
            {
                _attributes[name] = value;
            }
        }
    }

    public bool Remove(string key) => _attributes.Remove(key);

    public bool Remove(KeyValuePair<string, object> item) => _attributes.Remove(item.Key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _attributes.TryGetValue(key, out value);

    public override string ToString() => string.Join(' ', _attributes.Select(Written));

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (Count > 0)
        {
            writer.Write(' ');
            writer.Write(ToString());
        }
    }

    private static string Written(KeyValuePair<string, object> attribute) => attribute.Value switch
    {
        null => attribute.Key,
        IHtmlContent html => $"{attribute.Key}=\"{html}\"",
        var value => $"{attribute.Key}=\"{WebUtility.HtmlEncode(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))}\"",
    };
}
