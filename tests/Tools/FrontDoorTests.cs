using System.Diagnostics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Tools;

/// <summary>The script segbook finds its checkout from wherever and however it is started. A dotnet that only prints stands in for the real one, so nothing is built.</summary>
public sealed class FrontDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook door-").FullName;
    private readonly string _checkout;

    public FrontDoorTests()
    {
        _checkout = Directory.CreateDirectory(Path.Combine(_folder, "a checkout")).FullName;
        File.Copy(Path.Combine(Shared.Root, "segbook"), Path.Combine(_checkout, "segbook"));
        File.WriteAllText(Path.Combine(_checkout, "global.json"), "{}");
        Directory.CreateDirectory(Path.Combine(_checkout, "tools", "bin"));
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        Write(Path.Combine(programs, "dotnet"), "#!/bin/sh\nfor a; do printf '%s\\n' \"$a\"; done\n");
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.CreateSymbolicLink(Path.Combine(_folder, "bin", "second"), "../a checkout/segbook");
        File.CreateSymbolicLink(Path.Combine(_folder, "bin", "segbook"), "second");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a checkout/segbook")]
    [InlineData("./a checkout/segbook")]
    [InlineData("bin/segbook")]
    [InlineData("bin/second")]
    [InlineData("segbook")]
    [InlineData("bash 'bin/segbook'")]
    [InlineData("sh 'bin/segbook'")]
    [InlineData("dash 'bin/segbook'")]
    public async Task Started_through_links_with_CDPATH_or_another_shell_it_finds_the_checkout(string door)
    {
        if (OperatingSystem.IsWindows() || (door.StartsWith("dash", StringComparison.Ordinal) && !File.Exists("/bin/dash")))
        {
            return;
        }

        var call = door.Contains('\'') ? door : $"'{door}'";
        var start = new ProcessStartInfo("bash", ["-c", $"export CDPATH=.:/; {call} runs --store 'a b'"]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}/programs:{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CHROME_PATH"] = "/bin/true";
        start.Environment["Device"] = "cpu";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal([Path.Combine(_checkout, "tools", "bin", "segbook-cli.dll"), "runs", "--store", "a b"], said.TrimEnd().Split('\n'));
        Assert.Equal(["second", "segbook"], Directory.GetFileSystemEntries(Path.Combine(_folder, "bin")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_it_builds_for_is_remembered()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal("none", Built("--device none runs", ""));
        Assert.Equal("none", Built("runs", ""));
        Assert.Equal("cpu", Built("runs", "Device=cpu"));
        Assert.Equal("cpu", Built("--device cpu runs", "SEGBOOK_LIBTORCH=/somewhere"));
        Assert.Equal("none", Built("runs", "SEGBOOK_LIBTORCH=/somewhere"));
        Assert.Equal("cpu", Built("runs", ""));

        string Built(string arguments, string variable)
        {
            var call = $"unset Device SEGBOOK_LIBTORCH; export PATH='{_folder}/programs':\"$PATH\" CHROME_PATH=/bin/true; {variable} '{_checkout}/segbook' {arguments}";
            using var process = Process.Start(new ProcessStartInfo("bash", ["-c", call]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return File.ReadAllText(Path.Combine(_checkout, "tools", "bin", ".built"));
        }
    }

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
