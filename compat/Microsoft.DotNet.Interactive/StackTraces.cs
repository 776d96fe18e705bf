using System.Text.RegularExpressions;

namespace Microsoft.DotNet.Interactive;

/// <summary>Exceptions as a reader of the notebook wants them: the frames of the cell and what it called, without the engine's.</summary>
internal static partial class StackTraces
{
    public static string Shortened(Exception exception)
    {
        var full = exception.ToString();
        var text = full.ReplaceLineEndings("\n");
        var shortened = BehindTheCell().Replace(EngineFrame().Replace(text, ""), "");
        return shortened.Contains("   at ", StringComparison.Ordinal) ? shortened : text;
    }

    [GeneratedRegex(@"\n   at (Microsoft\.CodeAnalysis\.Scripting|Microsoft\.DotNet\.Interactive\.(Engine|CSharp)|System\.Runtime\.ControlledExecution)\.[^\n]*")]
    private static partial Regex EngineFrame();

    // The note that a stack goes on elsewhere, where it does not go on.
    [GeneratedRegex(@"\n--- End of stack trace from previous location ---(?!\n   at )")]
    private static partial Regex BehindTheCell();
}
