namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class AutoRange : IChoice
    {
        private readonly object _value;

        private AutoRange(object value) => _value = value;

        public static AutoRange True { get; } = new(true);
        public static AutoRange False { get; } = new(false);
        public static AutoRange Reversed { get; } = new("reversed");
        public static AutoRange Min { get; } = new("min");
        public static AutoRange Max { get; } = new("max");

        object IChoice.Value => _value;
    }

    public sealed class AxisType : IChoice
    {
        private readonly object _value;

        private AxisType(object value) => _value = value;

        public static AxisType Auto { get; } = new("-");
        public static AxisType Linear { get; } = new("linear");
        public static AxisType Log { get; } = new("log");
        public static AxisType Date { get; } = new("date");
        public static AxisType Category { get; } = new("category");

        object IChoice.Value => _value;
    }

    public sealed class BarMode : IChoice
    {
        private readonly object _value;

        private BarMode(object value) => _value = value;

        public static BarMode Stack { get; } = new("stack");
        public static BarMode Group { get; } = new("group");
        public static BarMode Overlay { get; } = new("overlay");
        public static BarMode Relative { get; } = new("relative");

        object IChoice.Value => _value;
    }

    public sealed class BoxMean : IChoice
    {
        private readonly object _value;

        private BoxMean(object value) => _value = value;

        public static BoxMean True { get; } = new(true);
        public static BoxMean False { get; } = new(false);
        public static BoxMean SD { get; } = new("sd");

        object IChoice.Value => _value;
    }

    public sealed class BoxPoints : IChoice
    {
        private readonly object _value;

        private BoxPoints(object value) => _value = value;

        public static BoxPoints Outliers { get; } = new("outliers");
        public static BoxPoints All { get; } = new("all");
        public static BoxPoints SuspectedOutliers { get; } = new("suspectedoutliers");
        public static BoxPoints False { get; } = new(false);

        object IChoice.Value => _value;
    }

    public sealed class CategoryOrder : IChoice
    {
        private readonly object _value;

        private CategoryOrder(object value) => _value = value;

        public static CategoryOrder Trace { get; } = new("trace");
        public static CategoryOrder CategoryAscending { get; } = new("category ascending");
        public static CategoryOrder CategoryDescending { get; } = new("category descending");
        public static CategoryOrder Array { get; } = new("array");
        public static CategoryOrder TotalAscending { get; } = new("total ascending");
        public static CategoryOrder TotalDescending { get; } = new("total descending");
        public static CategoryOrder MinAscending { get; } = new("min ascending");
        public static CategoryOrder MinDescending { get; } = new("min descending");
        public static CategoryOrder MaxAscending { get; } = new("max ascending");
        public static CategoryOrder MaxDescending { get; } = new("max descending");

        object IChoice.Value => _value;
    }

    public sealed class Colorscale : IChoice
    {
        private readonly object _value;

        private Colorscale(object value) => _value = value;

        public static Colorscale RdBu { get; } = new("RdBu");
        public static Colorscale Earth { get; } = new("Earth");
        public static Colorscale Blackbody { get; } = new("Blackbody");
        public static Colorscale YIOrRd { get; } = new("YIOrRd");
        public static Colorscale YIGnBu { get; } = new("YIGnBu");
        public static Colorscale Bluered { get; } = new("Bluered");
        public static Colorscale Hot { get; } = new("Hot");
        public static Colorscale Greys { get; } = new("Greys");
        public static Colorscale Greens { get; } = new("Greens");
        public static Colorscale Viridis { get; } = new("Viridis");
        public static Colorscale Cividis { get; } = new("Cividis");
        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item) =>
            new(item.Select(stop => new object[] { stop.Item1, stop.Item2 }).ToArray());

        object IChoice.Value => _value;
    }

    public sealed class DrawingStyle : IChoice
    {
        private readonly object _value;

        private DrawingStyle(object value) => _value = value;

        public static DrawingStyle Solid { get; } = new("solid");
        public static DrawingStyle Dash { get; } = new("dash");
        public static DrawingStyle Dot { get; } = new("dot");
        public static DrawingStyle DashDot { get; } = new("dashdot");
        public static DrawingStyle LongDash { get; } = new("longdash");
        public static DrawingStyle LongDashDot { get; } = new("longdashdot");

        object IChoice.Value => _value;
    }

    public sealed class ExponentFormat : IChoice
    {
        private readonly object _value;

        private ExponentFormat(object value) => _value = value;

        public static ExponentFormat B { get; } = new("B");
        public static ExponentFormat SI { get; } = new("SI");
        public static ExponentFormat Power { get; } = new("power");
        public static ExponentFormat Ecapital { get; } = new("E");
        public static ExponentFormat E { get; } = new("e");
        public static ExponentFormat None { get; } = new("none");

        object IChoice.Value => _value;
    }

    public sealed class Fill : IChoice
    {
        private readonly object _value;

        private Fill(object value) => _value = value;

        public static Fill None { get; } = new("none");
        public static Fill ToZero_y { get; } = new("tozeroy");
        public static Fill ToZero_x { get; } = new("tozerox");
        public static Fill ToNext_y { get; } = new("tonexty");
        public static Fill ToNext_x { get; } = new("tonextx");
        public static Fill ToSelf { get; } = new("toself");
        public static Fill ToNext { get; } = new("tonext");

        object IChoice.Value => _value;
    }

    public sealed class FontFamily : IChoice
    {
        private readonly object _value;

        private FontFamily(object value) => _value = value;

        public static FontFamily Arial { get; } = new("Arial");
        public static FontFamily Courier_New { get; } = new("Courier New");
        public static FontFamily Consolas { get; } = new("Consolas");
        public static FontFamily Open_Sans { get; } = new("Open Sans");
        public static FontFamily Times_New_Roman { get; } = new("Times New Roman");
        public static FontFamily NewCustom(string item) => new(item);

        object IChoice.Value => _value;
    }

    public sealed class HistNorm : IChoice
    {
        private readonly object _value;

        private HistNorm(object value) => _value = value;

        public static HistNorm None { get; } = new("");
        public static HistNorm Percent { get; } = new("percent");
        public static HistNorm Probability { get; } = new("probability");
        public static HistNorm Density { get; } = new("density");
        public static HistNorm ProbabilityDensity { get; } = new("probability density");

        object IChoice.Value => _value;
    }

    public sealed class HorizontalAlign : IChoice
    {
        private readonly object _value;

        private HorizontalAlign(object value) => _value = value;

        public static HorizontalAlign Left { get; } = new("left");
        public static HorizontalAlign Center { get; } = new("center");
        public static HorizontalAlign Right { get; } = new("right");

        object IChoice.Value => _value;
    }

    public sealed class HoverMode : IChoice
    {
        private readonly object _value;

        private HoverMode(object value) => _value = value;

        public static HoverMode Closest { get; } = new("closest");
        public static HoverMode X { get; } = new("x");
        public static HoverMode Y { get; } = new("y");
        public static HoverMode False { get; } = new(false);
        public static HoverMode XUnified { get; } = new("x unified");
        public static HoverMode YUnified { get; } = new("y unified");

        object IChoice.Value => _value;
    }

    public sealed class ImageFormat : IChoice
    {
        private readonly object _value;

        private ImageFormat(object value) => _value = value;

        public static ImageFormat SVG { get; } = new("svg");
        public static ImageFormat PNG { get; } = new("png");
        public static ImageFormat JPEG { get; } = new("jpeg");

        object IChoice.Value => _value;
    }
}
