namespace Plotly.NET;

/// <summary>Where a page gets plotly.js from.</summary>
public sealed class PlotlyJSReference
{
    private PlotlyJSReference(string kind, string address = null) => (Kind, Address) = (kind, address);

    public static PlotlyJSReference Full { get; } = new("full");

    public static PlotlyJSReference NoReference { get; } = new("none");

    public bool IsCDN => Kind == "cdn";

    public bool IsFull => Kind == "full";

    public bool IsRequire => Kind == "require";

    public bool IsNoReference => Kind == "none";

    internal string Address { get; }

    private string Kind { get; }

    public static PlotlyJSReference NewCDN(string item) => new("cdn", item);

    public static PlotlyJSReference NewRequire(string item) => new("require", item);
}
