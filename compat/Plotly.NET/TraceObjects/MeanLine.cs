using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

public class MeanLine : DynamicObj.DynamicObj
{
    public static MeanLine init(FSharpOption<bool> Visible = null, FSharpOption<Color> Color = null, FSharpOption<double> Width = null) =>
        new MeanLine().With(Visible).With(Color).With(Width);
}
