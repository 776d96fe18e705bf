using Microsoft.FSharp.Core;
using Plotly.NET.ConfigObjects;

namespace Plotly.NET;

public class Config : DynamicObj.DynamicObj
{
    public static Config init(FSharpOption<bool> StaticPlot = null, FSharpOption<bool> TypesetMath = null,
        FSharpOption<string> PlotlyServerUrl = null, FSharpOption<bool> Editable = null, FSharpOption<Edits> Edits = null,
        FSharpOption<bool> EditSelection = null, FSharpOption<bool> Autosizable = null, FSharpOption<bool> Responsive = null,
        FSharpOption<bool> FillFrame = null, FSharpOption<double> FrameMargins = null, FSharpOption<StyleParam.ScrollZoom> ScrollZoom = null,
        FSharpOption<StyleParam.DoubleClick> DoubleClick = null, FSharpOption<int> DoubleClickDelay = null,
        FSharpOption<bool> ShowAxisDragHandles = null, FSharpOption<bool> ShowAxisRangeEntryBoxes = null, FSharpOption<bool> ShowTips = null,
        FSharpOption<bool> ShowLink = null, FSharpOption<string> LinkText = null, FSharpOption<bool> SendData = null,
        FSharpOption<object> ShowSources = null, FSharpOption<bool> DisplayModeBar = null, FSharpOption<bool> ShowSendToCloud = null,
        FSharpOption<bool> ShowEditInChartStudio = null, FSharpOption<IEnumerable<StyleParam.ModeBarButton>> ModeBarButtonsToRemove = null,
        FSharpOption<IEnumerable<StyleParam.ModeBarButton>> ModeBarButtonsToAdd = null,
        FSharpOption<IEnumerable<IEnumerable<StyleParam.ModeBarButton>>> ModeBarButtons = null,
        FSharpOption<ToImageButtonOptions> ToImageButtonOptions = null, FSharpOption<bool> Displaylogo = null, FSharpOption<bool> Watermark = null,
        FSharpOption<double> plotGlPixelRatio = null, FSharpOption<object> SetBackground = null, FSharpOption<string> TopojsonURL = null,
        FSharpOption<string> MapboxAccessToken = null, FSharpOption<int> Logging = null, FSharpOption<int> NotifyOnLogging = null,
        FSharpOption<int> QueueLength = null, FSharpOption<object> GlobalTransforms = null, FSharpOption<string> Locale = null,
        FSharpOption<object> Locales = null) =>
        new Config().With("staticPlot", StaticPlot).With("typesetMath", TypesetMath).With("plotlyServerUrl", PlotlyServerUrl).With(Editable)
            .With(Edits).With("editSelection", EditSelection).With(Autosizable).With(Responsive).With("fillFrame", FillFrame)
            .With("frameMargins", FrameMargins).With("scrollZoom", ScrollZoom).With("doubleClick", DoubleClick)
            .With("doubleClickDelay", DoubleClickDelay).With("showAxisDragHandles", ShowAxisDragHandles)
            .With("showAxisRangeEntryBoxes", ShowAxisRangeEntryBoxes).With("showTips", ShowTips).With("showLink", ShowLink).With("linkText", LinkText)
            .With("sendData", SendData).With("showSources", ShowSources).With("displayModeBar", DisplayModeBar)
            .With("showSendToCloud", ShowSendToCloud).With("showEditInChartStudio", ShowEditInChartStudio)
            .With("modeBarButtonsToRemove", ModeBarButtonsToRemove).With("modeBarButtonsToAdd", ModeBarButtonsToAdd)
            .With("modeBarButtons", ModeBarButtons).With("toImageButtonOptions", ToImageButtonOptions).With(Displaylogo).With(Watermark)
            .With("plotGlPixelRatio", plotGlPixelRatio).With("setBackground", SetBackground).With("topojsonURL", TopojsonURL)
            .With("mapboxAccessToken", MapboxAccessToken).With(Logging).With("notifyOnLogging", NotifyOnLogging).With("queueLength", QueueLength)
            .With("globalTransforms", GlobalTransforms).With(Locale).With(Locales);
}
