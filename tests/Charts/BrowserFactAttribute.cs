using SegBook.Charts;

namespace SegBook.Tests.Charts;

/// <summary>A test that draws charts, and is skipped where there is no browser.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Skipped without a browser.</summary>
    public BrowserFactAttribute() => Skip = Browser.Missing;
}
