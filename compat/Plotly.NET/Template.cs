using Newtonsoft.Json.Linq;

namespace Plotly.NET;

public class Template : DynamicObj.DynamicObj;

public static class ChartTemplates
{
    private static readonly Lazy<JObject> Plotly = new(Read);

    public static Template plotly
    {
        get
        {
            var template = new Template();
            foreach (var part in Plotly.Value.Properties())
            {
                template.SetValue(part.Name, part.Value);
            }

            return template;
        }
    }

    private static JObject Read()
    {
        using var stream = typeof(ChartTemplates).Assembly.GetManifestResourceStream("template.json");
        using var reader = new StreamReader(stream);
        return JObject.Parse(reader.ReadToEnd());
    }
}

public static class Defaults
{
    static Defaults() => reset();

    public static int DefaultWidth { get; set; }

    public static int DefaultHeight { get; set; }

    public static Template DefaultTemplate { get; set; }

    public static Config DefaultConfig { get; set; }

    public static DisplayOptions DefaultDisplayOptions { get; set; }

    public static void reset()
    {
        DefaultWidth = 600;
        DefaultHeight = 600;
        DefaultTemplate = ChartTemplates.plotly;
        DefaultConfig = Config.init(Responsive: true);
        DefaultDisplayOptions = DisplayOptions.init();
    }
}
