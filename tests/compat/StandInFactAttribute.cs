using System.Reflection;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat;

/// <summary>A test of how compat/TorchSharp is made, skipped where the real package is in use.</summary>
public sealed class StandInFactAttribute : FactAttribute
{
    /// <summary>Skipped where TorchSharp.dll is not ours.</summary>
    public StandInFactAttribute() => Skip = StandIn.Is("TorchSharp") ? null : "TorchSharp is the real package here";
}

/// <summary>A theory on whichever stand-ins this build uses, that reads beside ../shared/golden as well; skipped where every package is the real one.</summary>
public sealed class StandInTheoryAttribute : TheoryAttribute
{
    /// <param name="part">A folder or file, from golden/.</param>
    public StandInTheoryAttribute(string part) =>
        Skip = StandInTests.StandIns().Any() ? new GoldenTheoryAttribute(part).Skip : "every package is the real one here";
}

internal static class StandIn
{
    /// <summary>Whether an assembly beside the tests is one of ours.</summary>
    public static bool Is(string assembly) =>
        Assembly.Load(assembly).GetCustomAttribute<AssemblyCompanyAttribute>()?.Company == "SegBook";
}
