namespace Plotly.NET;

/// <summary>plotly.js itself: the file that SEGBOOK_PLOTLY_JS names, or data/cache/plotly.min.js in a folder above the program or the working directory.</summary>
internal static class PlotlyScript
{
    public static string Read()
    {
        var named = Environment.GetEnvironmentVariable("SEGBOOK_PLOTLY_JS");
        var file = string.IsNullOrEmpty(named) ? Above(AppContext.BaseDirectory) ?? Above(Here) ?? Above(Environment.CurrentDirectory) : named;
        return file is not null ? File.ReadAllText(file)
            : throw new FileNotFoundException("plotly.min.js is missing: put it in data/cache (npm pack plotly.js-dist-min), or name it in SEGBOOK_PLOTLY_JS.", "plotly.min.js");
    }

    private static string Here => Path.GetDirectoryName(typeof(PlotlyScript).Assembly.Location);

    private static string Above(string start)
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
}
