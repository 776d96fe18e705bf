using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>An HTML element.</summary>
public class HtmlTag : IHtmlContent
{
    private HtmlAttributes _attributes;

    public HtmlTag(string name) => Name = name;

    public HtmlTag(string name, string text)
        : this(name) => Content = context => context.Writer.Write(text);

    public HtmlTag(string name, IHtmlContent content)
        : this(name) => Content = context => HtmlForm.WriteContent(content, context);

    public HtmlTag(string name, Action<FormatContext> content)
        : this(name) => Content = content;

    public string Name { get; set; }

    public Action<FormatContext> Content { get; set; }

    public bool IsSelfClosing { get; set; }

    public HtmlAttributes HtmlAttributes
    {
        get => _attributes ??= new HtmlAttributes();
        set => _attributes = value;
    }

    public virtual void WriteTo(TextWriter writer, HtmlEncoder encoder = null) => WriteTo(new FormatContext(writer));

    public void WriteTo(FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Content is null && IsSelfClosing)
        {
            WriteSelfClosingTag(context.Writer);
            return;
        }

        WriteStartTag(context.Writer);
        WriteContentsTo(context);
        WriteEndTag(context.Writer);
    }

    public override string ToString()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer);
        return writer.ToString();
    }

    protected virtual void WriteContentsTo(FormatContext context) => Content?.Invoke(context);

    protected void WriteStartTag(TextWriter writer)
    {
        writer.Write('<');
        writer.Write(Name);
        HtmlAttributes.WriteTo(writer, HtmlEncoder.Default);
        writer.Write('>');
    }

    protected void WriteEndTag(TextWriter writer) => writer.Write($"</{Name}>");

    protected void WriteSelfClosingTag(TextWriter writer)
    {
        writer.Write('<');
        writer.Write(Name);
        HtmlAttributes.WriteTo(writer, HtmlEncoder.Default);
        writer.Write(" />");
    }
}
