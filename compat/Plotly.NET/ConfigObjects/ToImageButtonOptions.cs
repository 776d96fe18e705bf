using Microsoft.FSharp.Core;

namespace Plotly.NET.ConfigObjects;

public class ToImageButtonOptions : DynamicObj.DynamicObj
{
    public static ToImageButtonOptions init(FSharpOption<StyleParam.ImageFormat> Format = null, FSharpOption<string> Filename = null,
        FSharpOption<double> Width = null, FSharpOption<double> Height = null, FSharpOption<double> Scale = null) =>
        new ToImageButtonOptions().With(Format).With(Filename).With(Width).With(Height).With(Scale);
}
