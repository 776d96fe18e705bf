using SegBook.Charts;

namespace SegBook.Tests.Charts;

/// <summary>A test that draws charts, and is skipped where there is no browser.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            Browser.Find(Environment.GetEnvironmentVariable, File.Exists);
            return null;
        }
        catch (SegBookException e)
        {
            return e.Message;
        }
    });

    /// <summary>Skipped without a browser.</summary>
    public BrowserFactAttribute() => Skip = Missing.Value;
}
