namespace Plotly.NET;

public class Trace(string traceTypeName) : DynamicObj.DynamicObj
{
    public string type { get; set; } = traceTypeName;
}
