using Plotly.NET;

namespace SegBook.Charts;

/// <summary>plotly.js, the library that draws the charts in the browser. Plotly.NET carries it inside, so that it is never loaded from the network.</summary>
internal static class PlotlyScript
{
    /// <summary>Its text.</summary>
    public static string Read()
    {
        var assembly = typeof(GenericChart).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal)))!);
        return reader.ReadToEnd();
    }
}
