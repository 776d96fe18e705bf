namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Layer : IChoice
    {
        private readonly object _value;

        private Layer(object value) => _value = value;

        public static Layer Below { get; } = new("below");
        public static Layer Above { get; } = new("above");
        public static Layer AboveTraces { get; } = new("above traces");
        public static Layer BelowTraces { get; } = new("below traces");

        object IChoice.Value => _value;
    }

    public sealed class LayoutGridPattern : IChoice
    {
        private readonly object _value;

        private LayoutGridPattern(object value) => _value = value;

        public static LayoutGridPattern Independent { get; } = new("independent");
        public static LayoutGridPattern Coupled { get; } = new("coupled");

        object IChoice.Value => _value;
    }

    public sealed class LayoutGridRowOrder : IChoice
    {
        private readonly object _value;

        private LayoutGridRowOrder(object value) => _value = value;

        public static LayoutGridRowOrder TopToBottom { get; } = new("top to bottom");
        public static LayoutGridRowOrder BottomToTop { get; } = new("bottom to top");

        object IChoice.Value => _value;
    }

    public sealed class LinearAxisId : IChoice
    {
        private readonly object _value;

        private LinearAxisId(object value) => _value = value;

        public static LinearAxisId Free { get; } = new("free");
        public static LinearAxisId NewX(int item) => new("x" + Numbers.Suffix(item));
        public static LinearAxisId NewY(int item) => new("y" + Numbers.Suffix(item));

        object IChoice.Value => _value;
    }

    public sealed class MarkerSymbol : IChoice
    {
        private readonly object _value;

        private MarkerSymbol(object value) => _value = value;

        public static MarkerSymbol Circle { get; } = new("0");
        public static MarkerSymbol Square { get; } = new("1");
        public static MarkerSymbol Diamond { get; } = new("2");
        public static MarkerSymbol Cross { get; } = new("3");
        public static MarkerSymbol X { get; } = new("4");
        public static MarkerSymbol TriangleUp { get; } = new("5");
        public static MarkerSymbol TriangleDown { get; } = new("6");
        public static MarkerSymbol TriangleLeft { get; } = new("7");
        public static MarkerSymbol TriangleRight { get; } = new("8");
        public static MarkerSymbol TriangleNE { get; } = new("9");
        public static MarkerSymbol TriangleSE { get; } = new("10");
        public static MarkerSymbol TriangleSW { get; } = new("11");
        public static MarkerSymbol TriangleNW { get; } = new("12");
        public static MarkerSymbol Pentagon { get; } = new("13");
        public static MarkerSymbol Hexagon { get; } = new("14");
        public static MarkerSymbol Hexagon2 { get; } = new("15");
        public static MarkerSymbol Octagon { get; } = new("16");
        public static MarkerSymbol Star { get; } = new("17");
        public static MarkerSymbol Hexagram { get; } = new("18");
        public static MarkerSymbol StarTriangleUp { get; } = new("19");
        public static MarkerSymbol StarTriangleDown { get; } = new("20");
        public static MarkerSymbol StarSquare { get; } = new("21");
        public static MarkerSymbol StarDiamond { get; } = new("22");
        public static MarkerSymbol DiamondTall { get; } = new("23");
        public static MarkerSymbol DiamondWide { get; } = new("24");
        public static MarkerSymbol Hourglass { get; } = new("25");
        public static MarkerSymbol Bowtie { get; } = new("26");
        public static MarkerSymbol CircleCross { get; } = new("27");
        public static MarkerSymbol CircleX { get; } = new("28");
        public static MarkerSymbol SquareCross { get; } = new("29");
        public static MarkerSymbol SquareX { get; } = new("30");
        public static MarkerSymbol DiamondCross { get; } = new("31");
        public static MarkerSymbol DiamondX { get; } = new("32");

        object IChoice.Value => _value;
    }

    public sealed class Mirror : IChoice
    {
        private readonly object _value;

        private Mirror(object value) => _value = value;

        public static Mirror True { get; } = new(true);
        public static Mirror Ticks { get; } = new("ticks");
        public static Mirror False { get; } = new(false);
        public static Mirror All { get; } = new("all");
        public static Mirror AllTicks { get; } = new("allticks");

        object IChoice.Value => _value;
    }

    public sealed class Mode : IChoice
    {
        private readonly object _value;

        private Mode(object value) => _value = value;

        public static Mode None { get; } = new("none");
        public static Mode Lines { get; } = new("lines");
        public static Mode Lines_Markers { get; } = new("lines+markers");
        public static Mode Lines_Text { get; } = new("lines+text");
        public static Mode Lines_Markers_Text { get; } = new("lines+markers+text");
        public static Mode Markers { get; } = new("markers");
        public static Mode Markers_Text { get; } = new("markers+text");
        public static Mode Text { get; } = new("text");

        object IChoice.Value => _value;
    }

    public sealed class Orientation : IChoice
    {
        private readonly object _value;

        private Orientation(object value) => _value = value;

        public static Orientation Horizontal { get; } = new("h");
        public static Orientation Vertical { get; } = new("v");

        object IChoice.Value => _value;
    }

    public sealed class PatternShape : IChoice
    {
        private readonly object _value;

        private PatternShape(object value) => _value = value;

        public static PatternShape None { get; } = new("");
        public static PatternShape DiagonalDescending { get; } = new("/");
        public static PatternShape DiagonalAscending { get; } = new("\\");
        public static PatternShape DiagonalChecked { get; } = new("x");
        public static PatternShape HorizontalLines { get; } = new("-");
        public static PatternShape VerticalLines { get; } = new("|");
        public static PatternShape Checked { get; } = new("+");
        public static PatternShape Dots { get; } = new(".");

        object IChoice.Value => _value;
    }

    public sealed class Range : IChoice
    {
        private readonly object _value;

        private Range(object value) => _value = value;

        public static Range NewMinMax(IConvertible item1, IConvertible item2) => new(new[] { item1, item2 });
        public static Range NewValues(IConvertible[] item) => new(item);

        object IChoice.Value => _value;
    }

    public sealed class RangeMode : IChoice
    {
        private readonly object _value;

        private RangeMode(object value) => _value = value;

        public static RangeMode Normal { get; } = new("normal");
        public static RangeMode ToZero { get; } = new("tozero");
        public static RangeMode NonNegative { get; } = new("nonnegative");

        object IChoice.Value => _value;
    }

    public sealed class ScaleAnchor : IChoice
    {
        private readonly object _value;

        private ScaleAnchor(object value) => _value = value;

        public static ScaleAnchor False { get; } = new(false);
        public static ScaleAnchor NewX(int item) => new("x" + Numbers.Suffix(item));
        public static ScaleAnchor NewY(int item) => new("y" + Numbers.Suffix(item));

        object IChoice.Value => _value;
    }

    public sealed class ScrollZoom : IChoice
    {
        private readonly object _value;

        private ScrollZoom(object value) => _value = value;

        public static ScrollZoom Cartesian { get; } = new("cartesian");
        public static ScrollZoom All { get; } = new(true);
        public static ScrollZoom NoZoom { get; } = new(false);

        object IChoice.Value => _value;
    }

    public sealed class Shape : IChoice
    {
        private readonly object _value;

        private Shape(object value) => _value = value;

        public static Shape Linear { get; } = new("linear");
        public static Shape Spline { get; } = new("spline");
        public static Shape Hv { get; } = new("hv");
        public static Shape Vh { get; } = new("vh");
        public static Shape Hvh { get; } = new("hvh");
        public static Shape Vhv { get; } = new("vhv");

        object IChoice.Value => _value;
    }

    public sealed class ShapeType : IChoice
    {
        private readonly object _value;

        private ShapeType(object value) => _value = value;

        public static ShapeType Circle { get; } = new("circle");
        public static ShapeType Rectangle { get; } = new("rect");
        public static ShapeType SvgPath { get; } = new("path");
        public static ShapeType Line { get; } = new("line");

        object IChoice.Value => _value;
    }
}
