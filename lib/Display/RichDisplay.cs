using System.Diagnostics.CodeAnalysis;

namespace SegBook.Display;

/// <summary>A value that shows itself as a picture: <c>[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]</c>.</summary>
internal interface IShowsPicture
{
    /// <summary>The bytes of a PNG file, or null where no picture can be made (the text or the HTML is shown then).</summary>
    byte[]? ToPng();

    /// <summary>One or a few lines that stand for the value where pictures cannot be shown.</summary>
    string ToText();

    /// <summary>What is shown in the picture's place when <see cref="ToPng"/> gives null.</summary>
    string? ToHtml() => null;
}

/// <summary>A value that shows itself as a table: <c>[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]</c>.</summary>
internal interface IShowsTable
{
    /// <summary>A plain <c>&lt;table&gt;</c>, without styles: GitHub strips them.</summary>
    string ToHtml();

    /// <summary>The same table in fixed-width text.</summary>
    string ToText();
}

/// <summary>Formatters of every <see cref="IShowsPicture"/>.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by the notebook engine.")]
internal sealed class PictureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new NamedFormatter("image/png", value => ((IShowsPicture)value).ToPng() is { } png ? Convert.ToBase64String(png) : null),
        new NamedFormatter("text/html", value => ((IShowsPicture)value).ToHtml()),
        new NamedFormatter("text/plain", value => ((IShowsPicture)value).ToText()),
    ];
}

/// <summary>Formatters of every <see cref="IShowsTable"/>.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by the notebook engine.")]
internal sealed class TableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new NamedFormatter("text/html", value => ((IShowsTable)value).ToHtml()),
        new NamedFormatter("text/plain", value => ((IShowsTable)value).ToText()),
    ];
}

/// <summary>One formatter, as engines look for it by the names of its two members. It never throws: a formatter that does fails the cell.</summary>
internal sealed class NamedFormatter(string mimeType, Func<object, string?> text)
{
    public string MimeType { get; set; } = mimeType;

    [SuppressMessage("Design", "CA1031", Justification = "A display that fails must not fail the cell; the reason is shown instead.")]
    public bool Format(object instance, TextWriter writer)
    {
        string? shown;
        try
        {
            shown = text(instance);
        }
        catch (Exception e)
        {
            shown = MimeType == "text/plain" ? $"{instance.GetType().Name} could not be shown: {e.Message}" : null;
        }

        if (shown is null)
        {
            return false;
        }

        writer.Write(shown);
        return true;
    }
}
