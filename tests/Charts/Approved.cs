using System.Text.RegularExpressions;
using SegBook.Tests.Support;

namespace SegBook.Tests.Charts;

/// <summary>Compares a chart's SVG with the approved one in approved/. SEGBOOK_APPROVE=1 writes what was drawn there instead: look at it, then commit it.</summary>
/// <remarks>Places and sizes are left out, because they depend on the fonts of the machine; words, colours, dashes, symbols and the number of things are compared.</remarks>
internal static partial class Approved
{
    public static void Check(string name, string svg)
    {
        var file = Path.Combine(Shared.Root, "tests", "Charts", "approved", name + ".svg");
        var drawn = WithoutPlaces(svg);
        if (Environment.GetEnvironmentVariable("SEGBOOK_APPROVE") == "1")
        {
            File.WriteAllText(file, drawn);
        }

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), drawn);
    }

    private static string WithoutPlaces(string svg)
    {
        svg = Definitions().Replace(svg, "");
        svg = Pictures().Replace(svg, "data:");
        svg = Place().Replace(svg, match => $"{match.Groups[1].Value}=\"{Number().Replace(match.Groups[2].Value, "#")}\"");
        svg = Repeated().Replace(svg, "$1");
        return svg.Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
    }

    [GeneratedRegex("<defs.*?</defs>", RegexOptions.Singleline)]
    private static partial Regex Definitions();

    [GeneratedRegex("data:image/png;base64,[^\"]*")]
    private static partial Regex Pictures();

    [GeneratedRegex(@"\b(d|x|y|x1|y1|x2|y2|width|height|transform|viewBox|cx|cy|r|dx|dy|points|clip-path|data-unformatted-#)=""([^""]*)""")]
    private static partial Regex Place();

    [GeneratedRegex(@"-?\d+(\.\d+)?(e-?\d+)?")]
    private static partial Regex Number();

    // A path of a hundred points is as good as one of three.
    [GeneratedRegex(@"([LlHhVv]#(?:[, ]#)*)(?:\1)+")]
    private static partial Regex Repeated();
}
