using System.Runtime.CompilerServices;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace SegBook.Tests.Support;

/// <summary>Folders beside the checkout that some tests need: golden recordings and the real frames.</summary>
public static class Shared
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>Recordings of SMP and small pictures; SEGBOOK_GOLDEN points elsewhere.</summary>
    public static string Golden { get; } = Environment.GetEnvironmentVariable("SEGBOOK_GOLDEN") is { Length: > 0 } golden ? golden : Path.Combine(Root, "..", "shared", "golden");

    /// <summary>The 101 real frames at 480x360.</summary>
    public static string CamSeq { get; } = Path.Combine(Root, "..", "shared", "camseq01-half");

    private static string Here([CallerFilePath] string path = "") => path;
}

/// <summary>A test that reads ../shared/golden, and is skipped where that is missing.</summary>
public sealed class GoldenFactAttribute : FactAttribute
{
    /// <param name="part">A folder or file below golden/.</param>
    public GoldenFactAttribute(string part = "") => Skip = Needs.Path(Path.Combine(Shared.Golden, part));
}

/// <summary>A theory that reads ../shared/golden, and is skipped where that is missing.</summary>
public sealed class GoldenTheoryAttribute : TheoryAttribute
{
    /// <param name="part">A folder or file below golden/.</param>
    public GoldenTheoryAttribute(string part = "") => Skip = Needs.Path(Path.Combine(Shared.Golden, part));
}

/// <summary>A test on the real frames, skipped where they are missing.</summary>
public sealed class CamSeqFactAttribute : FactAttribute
{
    /// <summary>Skipped without ../shared/camseq01-half.</summary>
    public CamSeqFactAttribute() => Skip = Needs.Path(Shared.CamSeq);
}

internal static class Needs
{
    public static string? Path(string path) => Directory.Exists(path) || File.Exists(path) ? null : $"needs {path}, which is not here";
}
