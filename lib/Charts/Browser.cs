using System.Diagnostics;

namespace SegBook.Charts;

/// <summary>A Chromium-family browser on this machine, started without a window to draw charts.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"];

    private static readonly string[] Places =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome", "/opt/microsoft/msedge",
        "/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS", "/Applications/Microsoft Edge.app/Contents/MacOS",
        @"C:\Program Files\Google\Chrome\Application", @"C:\Program Files (x86)\Google\Chrome\Application", @"C:\Program Files (x86)\Microsoft\Edge\Application",
    ];

    /// <summary>What a person can do when there is no browser.</summary>
    public const string Advice = "Install Chromium (Debian: apt-get install chromium), Chrome or Edge, or name one in CHROME_PATH.";

    /// <summary>The browser's file: the one that CHROME_PATH names, else the first known name on PATH or in the usual places.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="exists">Whether a file is there.</param>
    /// <exception cref="SegBookException">CHROME_PATH names no file, or there is no browser.</exception>
    public static string Find(Func<string, string?> variable, Func<string, bool> exists)
    {
        if (variable("CHROME_PATH") is { Length: > 0 } named)
        {
            return exists(named) ? named : throw new SegBookException($"CHROME_PATH is '{named}', and there is no such file. {Advice}");
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(Places);
        string[] names = [.. Names, "Google Chrome", "Chromium", "Microsoft Edge", "chrome.exe", "msedge.exe"];
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(exists)
            ?? throw new SegBookException($"Charts are drawn by a Chromium-family browser, and none was found. {Advice}");
    }

    /// <summary>Opens a page and returns its document after all its scripts, timers included, have run.</summary>
    /// <param name="page">The page's file; the browser's profile is made beside it.</param>
    /// <param name="timeout">How long the browser may take.</param>
    /// <exception cref="SegBookException">No browser, it does not start, or it takes too long.</exception>
    public static string Document(string page, TimeSpan timeout)
    {
        var executable = Find(Environment.GetEnvironmentVariable, File.Exists);
        using var process = Start(executable, page);
        var document = process.StandardOutput.ReadToEndAsync();
        var messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new SegBookException($"The browser '{executable}' took longer than {timeout.TotalSeconds:0} seconds to draw the charts and was stopped.");
        }

        // The exit code says nothing: it is 0 for a page whose script failed, too. Whoever asked looks at the document.
        return document.Result.Length > 0 ? document.Result
            : throw new SegBookException($"The browser '{executable}' gave no page. It said: {Tail(messages.Result)}");
    }

    private static Process Start(string executable, string page)
    {
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--allow-file-access-from-files",
            $"--user-data-dir={Path.Combine(Path.GetDirectoryName(page)!, "profile")}",
            "--virtual-time-budget=60000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SegBookException($"The browser '{executable}' could not be started: {e.Message}", e);
        }
    }

    private static string Tail(string text) => text.Length <= 300 ? text.Trim() : text[^300..].Trim();
}
