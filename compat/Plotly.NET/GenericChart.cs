using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>A figure: its traces, its layout, and how it behaves and is shown. Every change is made in place, as in the real library.</summary>
public abstract class GenericChart
{
    private protected GenericChart(IReadOnlyList<Trace> traces, Layout layout, Config config, DisplayOptions displayOptions) =>
        (Traces, Layout, Config, DisplayOptions) = (traces, layout, config, displayOptions);

    internal IReadOnlyList<Trace> Traces { get; set; }

    internal Layout Layout { get; set; }

    internal Config Config { get; set; }

    internal DisplayOptions DisplayOptions { get; set; }

    public static string toJson(GenericChart gChart) => FigureJson.Write(("data", gChart.Traces), ("layout", gChart.Layout), ("config", gChart.Config));

    public static string toChartHTML(GenericChart gChart) => Pages.Fragment(gChart);

    public static string toEmbeddedHTML(GenericChart gChart) => Pages.Page(gChart);

    public static GenericChart mapTrace(FSharpFunc<Trace, Trace> f, GenericChart gChart)
    {
        gChart.Traces = [.. gChart.Traces.Select(f.Invoke)];
        return gChart;
    }

    public static int countTrace(GenericChart gChart) => gChart.Traces.Count;

    public static FSharpList<Trace> getTraces(GenericChart gChart) => ListModule.OfSeq(gChart.Traces);

    public static Layout getLayout(GenericChart gChart) => gChart.Layout;

    public static Config getConfig(GenericChart gChart) => gChart.Config;

    public static DisplayOptions getDisplayOptions(GenericChart gChart) => gChart.DisplayOptions;

    public static GenericChart setLayout(Layout layout, GenericChart gChart)
    {
        gChart.Layout = layout;
        return gChart;
    }

    public static GenericChart addLayout(Layout layout, GenericChart gChart) => gChart.ChangeLayout(own => own.Merge(layout));

    public static GenericChart setConfig(Config config, GenericChart gChart)
    {
        gChart.Config = config;
        return gChart;
    }

    public static GenericChart setDisplayOptions(DisplayOptions displayOpts, GenericChart gChart)
    {
        gChart.DisplayOptions = displayOpts;
        return gChart;
    }

    public static GenericChart addDisplayOptions(DisplayOptions displayOpts, GenericChart gChart)
    {
        gChart.DisplayOptions = DisplayOptions.combine(gChart.DisplayOptions, displayOpts);
        return gChart;
    }

    /// <summary>All traces in one figure. It shares the first chart's layout object, into which the others' are merged, the later winning.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts)
    {
        var charts = gCharts.ToArray();
        if (charts.Length == 0)
        {
            throw new ArgumentException("There is no chart to combine.", nameof(gCharts));
        }

        foreach (var chart in charts.Skip(1))
        {
            charts[0].Layout.Merge(chart.Layout);
            charts[0].Config.Merge(chart.Config);
        }

        return new Figure([.. charts.SelectMany(chart => chart.Traces)], charts[0].Layout, charts[0].Config, charts[0].DisplayOptions);
    }

    internal static GenericChart Of(IReadOnlyList<Trace> traces, bool useDefaults)
    {
        var layout = new Layout();
        if (useDefaults)
        {
            layout.Set("width", Defaults.DefaultWidth).Set("height", Defaults.DefaultHeight).Set("template", Defaults.DefaultTemplate);
        }

        var config = useDefaults ? new Config().Merge(Defaults.DefaultConfig) : new Config();
        return new Figure(traces, layout, config, new DisplayOptions().Merge(Defaults.DefaultDisplayOptions));
    }

    internal GenericChart ChangeLayout(Action<Layout> change)
    {
        change(Layout);
        return this;
    }

    internal GenericChart ChangeTraces(Action<Trace> change) => ChangeTraces((trace, _) => change(trace));

    internal GenericChart ChangeTraces(Action<Trace, int> change)
    {
        for (var i = 0; i < Traces.Count; i++)
        {
            change(Traces[i], i);
        }

        return this;
    }

    private sealed class Figure(IReadOnlyList<Trace> traces, Layout layout, Config config, DisplayOptions displayOptions)
        : GenericChart(traces, layout, config, displayOptions);
}
