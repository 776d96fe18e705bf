using Newtonsoft.Json.Linq;
using Plotly.NET;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Plotly;

/// <summary>Programs whose figures the real Plotly.NET has drawn: ours must come out the same (what counts as the same is in their README).</summary>
public sealed class PlotlyGoldenTests
{
    public static TheoryData<string> Programs => [.. GoldenFigures.Names];

    [GoldenTheory("plotly")]
    [MemberData(nameof(Programs))]
    public void Program_run_gives_the_recorded_figure(string name)
    {
        var recorded = JObject.Parse(File.ReadAllText(Path.Combine(GoldenFigures.Folder, name + ".json")));

        var (chart, facts) = GoldenFigures.Run(name);

        var figure = JObject.Parse(GenericChart.toJson(chart));
        CheckTemplate((JObject)figure["layout"]!, (JObject)recorded["layout"]!);
        foreach (var part in new[] { "data", "layout", "config" })
        {
            Assert.Empty(Differences(Normal(recorded[part]), Normal(figure[part]), part));
        }

        Assert.Equal(recorded["facts"]?.Select(fact => (string)fact!) ?? [], facts);
    }

    private static void CheckTemplate(JObject layout, JObject recorded)
    {
        if (recorded["template"] is not null)
        {
            var template = JObject.Parse(File.ReadAllText(Path.Combine(GoldenFigures.Folder, "template.json")));
            Assert.Empty(Differences(Normal(template["layout"]), Normal(layout["template"]!["layout"]), "template"));
            foreach (var kind in ((JObject)layout["template"]!["data"]!).Properties())
            {
                Assert.Empty(Differences(Normal(template["data"]![kind.Name]), Normal(kind.Value), kind.Name));
            }

            layout["template"] = "default";
        }
    }

    /// <summary>An empty object equals an absent one, at every depth.</summary>
    private static JToken? Normal(JToken? token)
    {
        if (token is JObject whole)
        {
            var members = whole.Properties().Select(member => (member.Name, Value: Normal(member.Value))).Where(member => member.Value is not null);
            var kept = new JObject(members.Select(member => new JProperty(member.Name, member.Value)));
            return kept.Count == 0 ? null : kept;
        }

        return token is JArray list ? new JArray(list.Select(item => Normal(item) ?? new JObject())) : token;
    }

    private static IEnumerable<string> Differences(JToken? expected, JToken? actual, string path) => (expected, actual) switch
    {
        (null, null) => [],
        (JObject a, JObject b) => a.Properties().Select(p => p.Name).Union(b.Properties().Select(p => p.Name)).SelectMany(n => Differences(a[n], b[n], $"{path}.{n}")),
        (JArray a, JArray b) when a.Count == b.Count => a.Zip(b).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]")),
        (JValue a, JValue b) when IsNumber(a) && IsNumber(b) => Close((double)a, (double)b) ? [] : [$"{path}: {b} instead of {a}"],
        _ => JToken.DeepEquals(expected, actual) ? [] : [$"{path}: {actual?.ToString() ?? "nothing"} instead of {expected?.ToString() ?? "nothing"}"],
    };

    private static bool IsNumber(JValue value) => value.Type is JTokenType.Integer or JTokenType.Float;

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b));
}
