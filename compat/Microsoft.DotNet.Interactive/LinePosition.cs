namespace Microsoft.DotNet.Interactive;

/// <summary>A place in a text, both from 0.</summary>
public record LinePosition(int Line, int Character)
{
    public static LinePosition FromCodeAnalysisLinePosition(CodeAnalysis.Text.LinePosition linePosition) => new(linePosition.Line, linePosition.Character);

    public CodeAnalysis.Text.LinePosition ToCodeAnalysisLinePosition() => new(Line, Character);

    public override string ToString() => $"({Line}, {Character})";
}

/// <summary>A stretch of text.</summary>
public record LinePositionSpan(LinePosition Start, LinePosition End)
{
    public static LinePositionSpan FromCodeAnalysisLinePositionSpan(CodeAnalysis.Text.LinePositionSpan linePositionSpan) =>
        new(LinePosition.FromCodeAnalysisLinePosition(linePositionSpan.Start), LinePosition.FromCodeAnalysisLinePosition(linePositionSpan.End));

    public override string ToString() => $"[{Start}-{End})";
}
