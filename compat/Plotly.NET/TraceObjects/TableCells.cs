using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

public class TableCells : DynamicObj.DynamicObj
{
    public static TableCells init<a, b>(FSharpOption<StyleParam.HorizontalAlign> Align = null,
        FSharpOption<IEnumerable<StyleParam.HorizontalAlign>> MultiAlign = null, FSharpOption<TableFill> Fill = null, FSharpOption<Font> Font = null,
        FSharpOption<IEnumerable<string>> Format = null, FSharpOption<int> Height = null, FSharpOption<Line> Line = null,
        FSharpOption<string> Prefix = null, FSharpOption<IEnumerable<string>> MultiPrefix = null, FSharpOption<string> Suffix = null,
        FSharpOption<IEnumerable<string>> MultiSuffix = null, FSharpOption<IEnumerable<a>> Values = null)
        where a : IEnumerable<b>
        where b : IConvertible =>
        new TableCells().With(Align).With("align", MultiAlign).With(Fill).With(Font).With(Format).With(Height).With(Line).With(Prefix)
            .With("prefix", MultiPrefix).With(Suffix).With("suffix", MultiSuffix).With(Values);
}
