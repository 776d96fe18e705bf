namespace SegBook.Display;

/// <summary>Tells a notebook engine how to show a type. Engines find it by its name, so the library needs no reference to one.</summary>
/// <param name="formatterSourceType">A class with a parameterless constructor and a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
