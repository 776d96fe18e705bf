using SegBook.Tests.Support;

namespace SegBook.Tests.Compat;

/// <summary>A test of how compat/TorchSharp is made, skipped where the real package is in use.</summary>
public sealed class StandInFactAttribute : FactAttribute
{
    /// <summary>Skipped without libsegtorch.so beside the tests.</summary>
    public StandInFactAttribute() => Skip = StandIn.Missing;
}

/// <summary>A theory on the stand-in that reads ../shared/golden as well.</summary>
public sealed class StandInTheoryAttribute : TheoryAttribute
{
    /// <param name="part">A folder or file below golden/.</param>
    public StandInTheoryAttribute(string part) => Skip = StandIn.Missing ?? new GoldenTheoryAttribute(part).Skip;
}

internal static class StandIn
{
    public static string? Missing =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "libsegtorch.so")) ? null : "TorchSharp is the real package here";
}
