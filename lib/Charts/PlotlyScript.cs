using Plotly.NET;

namespace SegBook.Charts;

/// <summary>plotly.js, the library that draws the charts in the browser. It is never loaded from the network.</summary>
internal static class PlotlyScript
{
    /// <summary>Its text: from the file that SEGBOOK_PLOTLY_JS names, from data/cache/plotly.min.js in a folder above the library, the program or the working directory, or from Plotly.NET itself.</summary>
    /// <exception cref="SegBookException">It is nowhere to be found.</exception>
    public static string Read()
    {
        if (Environment.GetEnvironmentVariable("SEGBOOK_PLOTLY_JS") is { Length: > 0 } named)
        {
            return File.Exists(named) ? File.ReadAllText(named)
                : throw new SegBookException($"SEGBOOK_PLOTLY_JS is '{named}', and there is no such file.");
        }

        string?[] starts = [Path.GetDirectoryName(typeof(PlotlyScript).Assembly.Location), AppContext.BaseDirectory, Environment.CurrentDirectory];
        return starts.Select(Above).FirstOrDefault(file => file is not null) is { } cached ? File.ReadAllText(cached)
            : Embedded() ?? throw new SegBookException("plotly.js is missing. ./segbook fetches it; by hand: run 'npm pack plotly.js-dist-min', and copy package/plotly.min.js out of the archive to data/cache/plotly.min.js.");
    }

    private static string? Above(string? start)
    {
        for (var folder = string.IsNullOrEmpty(start) ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "data", "cache", "plotly.min.js");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    // The real Plotly.NET carries plotly.js inside; the stand-in does not.
    private static string? Embedded()
    {
        var assembly = typeof(GenericChart).Assembly;
        if (assembly.GetManifestResourceNames().FirstOrDefault(name => name.EndsWith(".min.js", StringComparison.Ordinal)) is not { } name)
        {
            return null;
        }

        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
