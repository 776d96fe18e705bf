using System.Net;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Small helpers to write HTML.</summary>
public static class Html
{
    public static HtmlTag Tag(this string tagName) => new(tagName);

    public static IHtmlContent HtmlEncode(this string content) => new HtmlString(WebUtility.HtmlEncode(content));

    public static IHtmlContent HtmlAttributeEncode(this string content) => new HtmlString(WebUtility.HtmlEncode(content));

    public static IHtmlContent ToHtmlContent(this string value) => new HtmlString(value);

    public static TTag Containing<TTag>(this TTag tag, string text)
        where TTag : HtmlTag => tag.Containing(text.HtmlEncode());

    public static TTag Containing<TTag>(this TTag tag, IHtmlContent content)
        where TTag : HtmlTag
    {
        tag.Content = context => HtmlForm.WriteContent(content, context);
        return tag;
    }

    public static TTag Append<TTag>(this TTag toTag, params IHtmlContent[] contents)
        where TTag : HtmlTag
    {
        var before = toTag.Content;
        toTag.Content = context =>
        {
            before?.Invoke(context);
            foreach (var content in contents)
            {
                HtmlForm.WriteContent(content, context);
            }
        };
        return toTag;
    }

    public static TTag WithAttributes<TTag>(this TTag tag, string name, object value)
        where TTag : HtmlTag
    {
        tag.HtmlAttributes.Add(name, value);
        return tag;
    }

    public static TTag SelfClosing<TTag>(this TTag tag)
        where TTag : HtmlTag
    {
        tag.IsSelfClosing = true;
        return tag;
    }
}
