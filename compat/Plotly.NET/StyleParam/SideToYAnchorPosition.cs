namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Side : IChoice
    {
        private readonly object _value;

        private Side(object value) => _value = value;

        public static Side Top { get; } = new("top");
        public static Side TopLeft { get; } = new("top left");
        public static Side TopCenter { get; } = new("top center");
        public static Side TopRight { get; } = new("top right");
        public static Side Bottom { get; } = new("bottom");
        public static Side Left { get; } = new("left");
        public static Side Right { get; } = new("right");

        object IChoice.Value => _value;
    }

    public sealed class SmoothAlg : IChoice
    {
        private readonly object _value;

        private SmoothAlg(object value) => _value = value;

        public static SmoothAlg False { get; } = new(false);
        public static SmoothAlg Best { get; } = new("best");
        public static SmoothAlg Fast { get; } = new("fast");

        object IChoice.Value => _value;
    }

    public sealed class SubPlotId : IChoice
    {
        private readonly object _value;

        private SubPlotId(object value) => _value = value;

        public static SubPlotId NewXAxis(int item) => new("xaxis" + Numbers.Suffix(item));
        public static SubPlotId NewYAxis(int item) => new("yaxis" + Numbers.Suffix(item));
        public static SubPlotId NewLegend(int item) => new("legend" + Numbers.Suffix(item));

        object IChoice.Value => _value;
    }

    public sealed class TextPosition : IChoice
    {
        private readonly object _value;

        private TextPosition(object value) => _value = value;

        public static TextPosition TopLeft { get; } = new("top left");
        public static TextPosition TopCenter { get; } = new("top center");
        public static TextPosition TopRight { get; } = new("top right");
        public static TextPosition MiddleLeft { get; } = new("middle left");
        public static TextPosition MiddleCenter { get; } = new("middle center");
        public static TextPosition MiddleRight { get; } = new("middle right");
        public static TextPosition BottomLeft { get; } = new("bottom left");
        public static TextPosition BottomCenter { get; } = new("bottom center");
        public static TextPosition BottomRight { get; } = new("bottom right");
        public static TextPosition Auto { get; } = new("auto");
        public static TextPosition Inside { get; } = new("inside");
        public static TextPosition Outside { get; } = new("outside");
        public static TextPosition None { get; } = new("none");

        object IChoice.Value => _value;
    }

    public sealed class TickMode : IChoice
    {
        private readonly object _value;

        private TickMode(object value) => _value = value;

        public static TickMode Auto { get; } = new("auto");
        public static TickMode Linear { get; } = new("linear");
        public static TickMode Array { get; } = new("array");
        public static TickMode Sync { get; } = new("sync");

        object IChoice.Value => _value;
    }

    public sealed class TickOptions : IChoice
    {
        private readonly object _value;

        private TickOptions(object value) => _value = value;

        public static TickOptions Outside { get; } = new("outside");
        public static TickOptions Inside { get; } = new("inside");
        public static TickOptions Empty { get; } = new("");

        object IChoice.Value => _value;
    }

    public sealed class VerticalAlign : IChoice
    {
        private readonly object _value;

        private VerticalAlign(object value) => _value = value;

        public static VerticalAlign Top { get; } = new("top");
        public static VerticalAlign Middle { get; } = new("middle");
        public static VerticalAlign Bottom { get; } = new("bottom");

        object IChoice.Value => _value;
    }

    public sealed class ViolinSide : IChoice
    {
        private readonly object _value;

        private ViolinSide(object value) => _value = value;

        public static ViolinSide Both { get; } = new("both");
        public static ViolinSide Positive { get; } = new("positive");
        public static ViolinSide Negative { get; } = new("negative");

        object IChoice.Value => _value;
    }

    public sealed class Visible : IChoice
    {
        private readonly object _value;

        private Visible(object value) => _value = value;

        public static Visible True { get; } = new(true);
        public static Visible False { get; } = new(false);
        public static Visible LegendOnly { get; } = new("legendonly");

        object IChoice.Value => _value;
    }

    public sealed class XAnchorPosition : IChoice
    {
        private readonly object _value;

        private XAnchorPosition(object value) => _value = value;

        public static XAnchorPosition Auto { get; } = new("auto");
        public static XAnchorPosition Left { get; } = new("left");
        public static XAnchorPosition Center { get; } = new("center");
        public static XAnchorPosition Right { get; } = new("right");

        object IChoice.Value => _value;
    }

    public sealed class YAnchorPosition : IChoice
    {
        private readonly object _value;

        private YAnchorPosition(object value) => _value = value;

        public static YAnchorPosition Auto { get; } = new("auto");
        public static YAnchorPosition Top { get; } = new("top");
        public static YAnchorPosition Middle { get; } = new("middle");
        public static YAnchorPosition Bottom { get; } = new("bottom");

        object IChoice.Value => _value;
    }
}
