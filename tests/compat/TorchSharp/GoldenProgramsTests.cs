using System.Globalization;
using System.Text.RegularExpressions;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>The 58 programs of golden/torchsharp print what they printed on the real TorchSharp.</summary>
public sealed partial class GoldenProgramsTests
{
    private static readonly string Golden = Path.Combine(Shared.Golden, "torchsharp");

    private static readonly Lazy<string> Folder = new(Prepare);

    /// <summary>Each program by its name.</summary>
    public static TheoryData<string> Programs() =>
        Directory.Exists(Golden) ? [.. Directory.GetFiles(Golden, "??-*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()] : ["none"];

    [GoldenTheory("torchsharp")]
    [MemberData(nameof(Programs))]
    public void Program_prints_what_the_real_library_printed(string name)
    {
        string[] sources = [File.ReadAllText(Path.Combine(Golden, "header.cs")), File.ReadAllText(Path.Combine(Golden, name + ".cs"))];
        var lacking = SourceProgram.Compile(Folder.Value, name, sources, Path.Combine(Folder.Value, "TorchSharp.dll"));
        Assert.True(lacking.Count == 0, "not covered: " + string.Join("; ", lacking));

        var (exit, output, errors) = SourceProgram.Run(Folder.Value, name);

        Assert.True(exit == 0, errors);
        var expected = Lines(File.ReadAllText(Path.Combine(Golden, name + ".out")));
        var actual = Lines(output);
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (wanted, said) in expected.Zip(actual)) Assert.True(Agree(wanted, said), $"expected: {wanted}\nprinted:  {said}");
    }

    /// <summary>Whichever TorchSharp this build uses, and beside it what it loads: our one library, or all of libtorch.</summary>
    private static string Prepare()
    {
        var folder = SourceProgram.FolderWith("TorchSharp.dll");
        string[] places = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")];
        var natives = places.Where(Directory.Exists).SelectMany(place => Directory.GetFiles(place, "*.so*"));
        foreach (var native in natives) File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(native)), native);
        return folder;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    /// <summary>As golden/torchsharp/README.md says: exactly, or number by number where the line starts with a tilde.</summary>
    private static bool Agree(string expected, string actual)
    {
        if (!expected.StartsWith('~')) return expected == actual || AgreeButForText(expected, actual);
        if (Number().Replace(expected, "#") != Number().Replace(actual, "#")) return false;
        return Number().Matches(expected).Zip(Number().Matches(actual)).All(pair => Close(pair.First.Value, pair.Second.Value));
    }

    /// <summary>The recorded native errors are libtorch 1.13.1's; another libtorch words them anew, and gathers by Int32 too.</summary>
    private static bool AgreeButForText(string expected, string actual)
    {
        const string native = "!! ExternalException:";
        var at = expected.IndexOf(native, StringComparison.Ordinal);
        return at >= 0 && !global::TorchSharp.torch.__version__.StartsWith("1.13", StringComparison.Ordinal)
            && (actual.StartsWith(expected[..(at + native.Length)], StringComparison.Ordinal) || actual == "gather dtype -> Float32[1] 0");
    }

    private static bool Close(string expected, string actual)
    {
        if (expected == actual) return true;
        var wanted = double.Parse(expected, CultureInfo.InvariantCulture);
        var said = double.Parse(actual, CultureInfo.InvariantCulture);
        return double.IsFinite(wanted) && Math.Abs(said - wanted) <= 1e-6 + (1e-5 * Math.Abs(wanted));
    }

    [GeneratedRegex(@"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?|NaN|Infinity")]
    private static partial Regex Number();
}
