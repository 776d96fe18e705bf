namespace Microsoft.DotNet.Interactive.Formatting;

/// <content>Where displayed values go: to the cell that runs, else to who listens, else to the console.</content>
public static partial class Formatter
{
    private static event Action<DisplayedValue> Displayed;

    /// <summary>The kernel's own ear: true when a cell took the value.</summary>
    internal static Func<DisplayedValue, bool> ShowInCell { get; set; }

    public static IDisposable SubscribeToDisplayedValues(Action<DisplayedValue> onEvent)
    {
        Displayed += onEvent;
        return System.Reactive.Disposables.Disposable.Create(() => Displayed -= onEvent);
    }

    public static void WriteToConsole(DisplayedValue displayedValue)
    {
        ArgumentNullException.ThrowIfNull(displayedValue);
        var values = displayedValue.FormattedValues;
        var shown = values.FirstOrDefault(value => value.MimeType == PlainTextFormatter.MimeType) ?? values.FirstOrDefault();
        if (shown?.Value is { } text)
        {
            Console.WriteLine(text);
        }
    }

    internal static void Show(DisplayedValue displayedValue)
    {
        var shown = ShowInCell?.Invoke(displayedValue) == true;
        if (Displayed is { } listeners)
        {
            listeners(displayedValue);
        }
        else if (!shown)
        {
            WriteToConsole(displayedValue);
        }
    }
}

/// <summary>Settings of the formatting of one type.</summary>
public static class Formatter<T>
{
    private static int? s_listExpansionLimit;

    static Formatter() => Formatter.Resetting += () => s_listExpansionLimit = null;

    public static int ListExpansionLimit
    {
        get => s_listExpansionLimit ?? Formatter.ListExpansionLimit;
        set => s_listExpansionLimit = value;
    }

    public static void FormatTo(T obj, FormatContext context, string mimeType = PlainTextFormatter.MimeType) => Formatter.FormatTo(obj, context, mimeType);
}
