using System.Globalization;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>plotly.js counts axes x, x2, x3: the first has no number.</summary>
internal static class Numbers
{
    public static string Suffix(int number) => number <= 1 ? "" : number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Names of axes, and the arguments that say which.</summary>
internal static class Axes
{
    /// <summary>The layout's key of the axis that <paramref name="id"/> names, or of the first.</summary>
    public static string Key(string first, FSharpOption<StyleParam.SubPlotId> id) => id is null ? first : (string)((IChoice)id.Value).Value;

    public static FSharpOption<object> Pair(FSharpOption<Tuple<IConvertible, IConvertible>> option) =>
        option is null ? null : FSharpOption<object>.Some(new[] { option.Value.Item1, option.Value.Item2 });

    public static FSharpOption<string> Anchor(string letter, FSharpOption<int> number) =>
        number is null ? null : FSharpOption<string>.Some(letter + Numbers.Suffix(number.Value));

    /// <summary>run, run_1, run_2: one name for several traces.</summary>
    public static FSharpOption<string> Numbered(FSharpOption<string> name, int index) =>
        name is null || index == 0 ? name : FSharpOption<string>.Some(name.Value + "_" + index.ToString(CultureInfo.InvariantCulture));
}
