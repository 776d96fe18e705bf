using System.Diagnostics;
using System.Text;
using SegBook.Tests.Support;
using static TorchSharp.torch;

namespace SegBook.Tests.Build;

/// <summary>The build's copy of TorchSharp's native library, which older Linux systems load as well.</summary>
public sealed class LoadOnOlderLinuxTests : IDisposable
{
    private static readonly string Copy = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-elf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Copy_beside_the_tests_loads_and_computes_and_wants_no_newer_library_than_Debian_12_has()
    {
        Assert.Equal(6, ones(2, 3).sum().item<float>());

        var (needed, symbols) = Tables(File.ReadAllBytes(Copy));
        var strict = needed.Where(version => !version.IsWeak).Select(version => version.Name).ToList();
        Assert.Contains("GLIBCXX_3.4", strict);
        Assert.All(strict.Where(name => name.StartsWith("GLIBCXX_3.4.", StringComparison.Ordinal)), name => Assert.InRange(int.Parse(name["GLIBCXX_3.4.".Length..]), 1, 30));
        Assert.All(strict.Where(name => name.StartsWith("GLIBC_2.", StringComparison.Ordinal)), name => Assert.InRange(int.Parse(name["GLIBC_2.".Length..].Split('.')[0]), 2, 36));
        Assert.Contains("_ZNSt8ios_base4InitC1Ev@GLIBCXX_3.4", symbols);
        Assert.DoesNotContain(symbols, symbol => symbol.Contains("GLIBCXX_3.4.32", StringComparison.Ordinal));
    }

    [Fact]
    public void Library_without_the_symbol_is_copied_as_it_is_and_a_link_at_its_place_is_not_written_through()
    {
        var (source, target, elsewhere) = (Path.Combine(AppContext.BaseDirectory, "libc10.so"), Path.Combine(_folder, "copy.so"), Path.Combine(_folder, "elsewhere.so"));
        File.WriteAllText(elsewhere, "not ours");
        File.CreateSymbolicLink(target, elsewhere);

        var (exit, said) = Prepare(source, target);

        Assert.True(exit == 0, said);
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(target));
        Assert.Equal("not ours", File.ReadAllText(elsewhere));
    }

    [Theory]
    [InlineData("this is a text, and no library, however long it goes on about it: there are more bytes than a header has")]
    [InlineData("")]
    [InlineData("\u007fELF\u0002\u0001 cut off")]
    public void What_is_no_ELF_file_is_a_clear_error(string content)
    {
        var source = Path.Combine(_folder, "broken.so");
        File.WriteAllText(source, content, Encoding.Latin1);

        var (exit, said) = Prepare(source, Path.Combine(_folder, "copy.so"));

        Assert.NotEqual(0, exit);
        Assert.Contains($"{source} cannot be prepared for older Linux systems: it is no 64-bit little-endian ELF file.", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "copy.so")));
    }

    [Fact]
    public void Tables_that_point_outside_the_file_are_a_clear_error()
    {
        var bytes = File.ReadAllBytes(Copy);
        BitConverter.GetBytes(bytes.Length + 1000L).CopyTo(bytes, 40);
        var source = Path.Combine(_folder, "damaged.so");
        File.WriteAllBytes(source, bytes);

        var (exit, said) = Prepare(source, Path.Combine(_folder, "copy.so"));

        Assert.NotEqual(0, exit);
        Assert.Contains("its ELF tables point outside the file. Is the package damaged?", said, StringComparison.Ordinal);
    }

    /// <summary>Runs the task as the build does.</summary>
    private (int Exit, string Said) Prepare(string library, string copy)
    {
        var project = Path.Combine(_folder, "prepare.proj");
        File.WriteAllText(project, $"""
            <Project>
              <Import Project="{Path.Combine(Shared.Root, "Directory.Build.targets")}" />
              <Target Name="Prepare"><LoadOnOlderLinux Library="{library}" Copy="{copy}" /></Target>
            </Project>
            """);
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-t:Prepare", "-nologo", "-v:q"]) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    /// <summary>What readelf -V would show: versions needed of other libraries, and undefined symbols with theirs.</summary>
    private static (List<(string Name, bool IsWeak)> Needed, List<string> Symbols) Tables(byte[] file)
    {
        int Half(int at) => BitConverter.ToUInt16(file, at);
        int Word(int at) => BitConverter.ToInt32(file, at);
        int Long(int at) => checked((int)BitConverter.ToInt64(file, at));
        string Text(int at) => Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);

        var sections = Enumerable.Range(0, Half(60)).Select(i => Long(40) + (i * Half(58))).ToList();
        int Section(uint type) => sections.Find(section => (uint)Word(section + 4) == type);
        var names = Long(sections[Word(Section(11) + 40)] + 24);
        var needed = new Dictionary<int, (string Name, bool IsWeak)>();
        for (int library = Long(Section(0x6FFFFFFE) + 24), next = 1; next != 0; library += next)
        {
            next = Word(library + 12);
            for (int entry = library + Word(library + 8), step = 1; step != 0; entry += step)
            {
                step = Word(entry + 12);
                needed[Half(entry + 6)] = (Text(names + Word(entry + 8)), (Half(entry + 4) & 2) != 0);
            }
        }

        var symbols = Enumerable.Range(0, Long(Section(11) + 32) / 24)
            .Select(i => (Name: Text(names + Word(Long(Section(11) + 24) + (i * 24))), Version: Half(Long(Section(0x6FFFFFFF) + 24) + (i * 2))))
            .Where(symbol => needed.ContainsKey(symbol.Version)).Select(symbol => $"{symbol.Name}@{needed[symbol.Version].Name}");
        return ([.. needed.Values], [.. symbols]);
    }
}
