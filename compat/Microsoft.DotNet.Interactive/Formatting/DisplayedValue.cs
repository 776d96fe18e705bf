namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// The handle of something displayed. The object that Display returns is the one that was shown, so an update replaces that output
/// (in the last releases of the original the handle was another one, and updates got lost).
/// </summary>
public class DisplayedValue
{
    private string _displayId;

    public DisplayedValue(object value, IReadOnlyList<FormattedValue> formattedValues)
    {
        ArgumentNullException.ThrowIfNull(formattedValues);
        Value = value;
        FormattedValues = formattedValues;
    }

    public string DisplayId => _displayId ??= Guid.NewGuid().ToString();

    public bool IsUpdated { get; private set; }

    public object Value { get; private set; }

    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    public void Update(object updatedValue)
    {
        var mimeTypes = FormattedValues.Select(formatted => formatted.MimeType).ToArray();
        FormattedValues = FormattedValue.CreateManyFromObject(updatedValue, mimeTypes);
        Value = updatedValue;
        IsUpdated = true;
        Formatter.Show(this);
    }
}
