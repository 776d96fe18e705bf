namespace SegBook.Tests.Compat.Interactive;

/// <summary>Cells of golden/interactive that do something else here, and why.</summary>
internal static class KnownDifferences
{
    public static IReadOnlyDictionary<string, string> Cells { get; } = new Dictionary<string, string>
    {
        ["variables-by-directive-15"] = "The real engine reports the missing value twice; once is enough.",
        ["variables-by-directive-18"] = "Lists the variable of variables-by-directive-06, which may differ: here its value has no quotation marks.",
    };
}
