using System.Dynamic;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>HTML written as C#: <c>div[@class: "x"](b("text"))</c>. Texts are encoded, HTML content is not.</summary>
public class PocketView : DynamicObject, IHtmlContent
{
    public PocketView(PocketView nested = null)
    {
    }

    public PocketView(string tagName, PocketView nested = null)
        : this(nested) => HtmlTag = tagName.Tag();

    public HtmlTag HtmlTag { get; }

    public HtmlAttributes HtmlAttributes => HtmlTag.HtmlAttributes;

    public DisplayedValue Display() => DisplayExtensions.Display(this, HtmlFormatter.MimeType);

    /// <summary>An element: <c>_.article</c>.</summary>
    public override bool TryGetMember(GetMemberBinder binder, out object result)
    {
        result = new PocketView(binder.Name, this);
        return true;
    }

    /// <summary>An element with content: <c>_.article("text")</c>.</summary>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object[] args, out object result)
    {
        var view = new PocketView(binder.Name, this);
        view.SetContent(args);
        result = view;
        return true;
    }

    /// <summary>Content: <c>div("text", b("bold"))</c>.</summary>
    public override bool TryInvoke(InvokeBinder binder, object[] args, out object result)
    {
        SetContent(args);
        result = this;
        return true;
    }

    /// <summary>Attributes: <c>div[style: "color:red", data_id: 3]</c>; an underscore stands for a hyphen.</summary>
    public override bool TryGetIndex(GetIndexBinder binder, object[] values, out object result)
    {
        var names = binder.CallInfo.ArgumentNames;
        var unnamed = values.Length - names.Count;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is IDictionary<string, object> attributes)
            {
                HtmlAttributes.MergeWith(attributes);
            }
            else if (i >= unnamed)
            {
                HtmlAttributes[names[i - unnamed].Replace('_', '-')] = values[i];
            }
            else if (values[i] is string name)
            {
                HtmlAttributes[name] = null;
            }
        }

        result = this;
        return true;
    }

    public virtual void SetContent(object[] args)
    {
        if (args is { Length: > 0 })
        {
            HtmlTag.Content = context =>
            {
                foreach (var arg in args)
                {
                    HtmlForm.WriteContent(arg, context);
                }
            };
        }
    }

    public void WriteTo(FormatContext context) => HtmlTag.WriteTo(context);

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => HtmlTag.WriteTo(writer, encoder);

    public override string ToString() => Formatter.Written(WriteTo);
}
