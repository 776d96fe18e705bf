using System.Diagnostics;
using SegBook.Charts;

namespace SegBook.Tests.Support;

/// <summary>Opens a page as a reader's browser does, in a process of its own.</summary>
internal static class BrowserPage
{
    /// <summary>The page's document after all its scripts have run.</summary>
    public static string Document(string page)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
            $"--user-data-dir={Path.Combine(Path.GetDirectoryName(page)!, "profile")}", "--virtual-time-budget=60000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        using var process = Process.Start(new ProcessStartInfo(Browser.Find(Environment.GetEnvironmentVariable, File.Exists), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var document = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return document;
    }
}
