using SegBook.Display;

namespace SegBook.Charts;

/// <summary>How a figure is shown in a notebook: as a picture, or, on a machine without a browser to draw it with, as an interactive chart.</summary>
internal static class FigureDisplay
{
    /// <summary>Whether there is a browser; looked up once.</summary>
    public static Lazy<bool> HasBrowser { get; } = new(() =>
    {
        try
        {
            return Browser.Find(Environment.GetEnvironmentVariable, File.Exists).Length > 0;
        }
        catch (SegBookException)
        {
            return false;
        }
    });

    /// <summary>Found by engines by its name, as <see cref="Display.TypeFormatterSourceAttribute"/> is; the preferred forms depend on the machine.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class TypeFormatterSourceAttribute : Attribute
    {
        public Type FormatterSourceType => typeof(PictureFormatters);

        public string[] PreferredMimeTypes => HasBrowser.Value ? ["image/png", "text/plain"] : ["text/html", "text/plain"];
    }
}
