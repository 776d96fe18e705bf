using System.Net;
using SegBook.Charts;
using SegBook.Data;

namespace SegBook.Display;

/// <summary>A value that shows itself as a picture: <c>[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/jpeg", "text/plain"])]</c>.</summary>
internal interface IShowsPicture
{
    byte[] ToPng();

    byte[] ToJpeg() => Picture.FromPng(ToPng()).ToJpeg();

    /// <summary>One or a few lines that stand for the value where pictures cannot be shown.</summary>
    string ToText() => $"{this}";

    /// <summary>What stands for the value where HTML is asked for.</summary>
    string ToHtml() => $"<img alt=\"{WebUtility.HtmlEncode(ToText())}\" src=\"data:image/png;base64,{Convert.ToBase64String(ToPng())}\">";
}

/// <summary>A value that shows itself as a table: <c>[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]</c>.</summary>
internal interface IShowsTable
{
    /// <summary>The value as a table; its <c>ToString()</c> is what stands for it where HTML cannot be shown.</summary>
    TextTable ToTable();
}

/// <summary>A record that is shown as a table, in a notebook and as text.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public abstract record TableRecord : IShowsTable
{
    /// <summary>The record as a table.</summary>
    public abstract TextTable ToTable();

    /// <summary>The table in fixed-width text.</summary>
    public sealed override string ToString() => $"{ToTable()}";
}

/// <summary>Formatters of every <see cref="IShowsPicture"/>, and of frames, which know nothing of charts.</summary>
internal sealed class PictureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new NamedFormatter("image/png", value => Convert.ToBase64String(Shown(value).ToPng())),
        new NamedFormatter("image/jpeg", value => Convert.ToBase64String(Shown(value).ToJpeg())),
        new NamedFormatter("text/html", value => Shown(value).ToHtml()),
        new NamedFormatter("text/plain", value => (value as IShowsPicture)?.ToText() ?? $"{value}"),
    ];

    private static IShowsPicture Shown(object value) => value as IShowsPicture ?? DatasetPictures.Labelled((Frame)value);
}

internal sealed class TableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new NamedFormatter("text/html", value => ((IShowsTable)value).ToTable().ToHtml()),
        new NamedFormatter("text/plain", value => $"{value}"),
    ];
}

/// <summary>One formatter, as engines look for it by the names of its two members.</summary>
/// <remarks>A display that fails must neither fail the cell nor pass in silence: engines show what is not written as an empty picture. So the reason is shown in its place, whatever it is.</remarks>
internal sealed class NamedFormatter(string mimeType, Func<object, string> text)
{
    public string MimeType { get; set; } = mimeType;

    /// <summary>What went wrong, for a person to read: its kind, too, unless the message was written for that person.</summary>
    public static string Reason(Exception e) =>
        e.GetBaseException() is var cause && cause is SegBookException ? cause.Message : $"{cause.GetType().Name}: {cause.Message}";

    public bool Format(object instance, TextWriter writer)
    {
        string shown;
        try
        {
            shown = text(instance);
        }
        catch (Exception e)
        {
            var reason = $"{instance.GetType().Name} could not be shown. {Reason(e)}";
            shown = MimeType switch
            {
                "image/jpeg" => Convert.ToBase64String(Pictures.Note($"{instance}\n{reason}").ToJpeg()),
                "image/png" => Convert.ToBase64String(Pictures.Note($"{instance}\n{reason}").ToPng()),
                "text/html" => $"<p>{WebUtility.HtmlEncode(reason)}</p>",
                _ => reason,
            };
        }

        writer.Write(shown);
        return true;
    }
}

/// <summary>Tells a notebook engine how to show a type. Engines find it by its name, so the library needs no reference to one.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>Best first; unless they are set, those of a chart, which is a picture only on a machine that can draw it.</summary>
    public string[] PreferredMimeTypes
    {
        get => field ?? [Browser.Missing is null ? "image/png" : "text/html", "text/plain"];
        set;
    }
}
