using Newtonsoft.Json;
using Plotly.NET;

namespace SegBook.Charts;

/// <summary>Charts in the words of plotly.js: every part is a bag of attributes with the names of its reference, https://plotly.com/javascript/reference.</summary>
internal static class Attributes
{
    /// <summary>Sets attributes of a trace, an axis, a shape or a note, in place of those that it has.</summary>
    public static T With<T>(this T part, params ReadOnlySpan<(string Name, object Value)> attributes)
        where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
        {
            part.SetProperty(name, value);
        }

        return part;
    }

    /// <summary>Sets attributes of the layout; shapes and annotations are added to those that there are.</summary>
    public static GenericChart WithLayout(this GenericChart chart, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        GenericChart.addLayout(new Layout().With(attributes), chart);

    /// <summary>The chart as plotly.js reads it.</summary>
    /// <remarks>Not GenericChart.toJson: it starts Plotly.NET's HTML writer, which does not load in the notebook kernel, whose FSharp.Core is older.</remarks>
    public static string Json(this GenericChart chart) =>
        JsonConvert.SerializeObject(new { data = GenericChart.getTraces(chart), layout = GenericChart.getLayout(chart) });
}
