using SegBook.Charts;

namespace SegBook.Tests.Charts;

public sealed class BrowserTests
{
    [Fact]
    public void Browser_named_in_the_environment_comes_first()
    {
        var found = Browser.Find(name => name == "CHROME_PATH" ? "/opt/mine" : "/usr/bin", _ => true);

        Assert.Equal("/opt/mine", found);
    }

    [Fact]
    public void Browser_named_in_the_environment_that_is_missing_is_an_error()
    {
        var error = Assert.Throws<SegBookException>(() => Browser.Find(name => name == "CHROME_PATH" ? "/opt/mine" : "/usr/bin", _ => false));

        Assert.Contains("/opt/mine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chromium_without_a_window_is_preferred_to_the_others_wherever_it_lies()
    {
        var found = Browser.Find(name => name == "PATH" ? $"/a{Path.PathSeparator}/b" : null, file => file is "/a/msedge" or "/a/chromium" or "/b/chromium-headless-shell");

        Assert.Equal("/b/chromium-headless-shell", found);
    }

    [Fact]
    public void No_browser_at_all_says_what_to_install()
    {
        var error = Assert.Throws<SegBookException>(() => Browser.Find(_ => null, _ => false));

        Assert.Contains("apt-get install chromium", error.Message, StringComparison.Ordinal);
    }

    [BrowserFact]
    public void Page_answers_a_script_or_says_what_failed()
    {
        var browser = new Browser();

        Assert.Equal("3", browser.Evaluate("1 + 2"));
        Assert.Equal("later", browser.Evaluate("new Promise(done => setTimeout(() => done('later'), 10))"));
        Assert.Equal(300_000, browser.Evaluate("'ä'.repeat(300000)").Length);
        Assert.Contains("boom", Assert.Throws<SegBookException>(() => browser.Evaluate("throw new Error('boom')")).Message, StringComparison.Ordinal);
        Assert.Equal("4", browser.Evaluate("2 + 2"));
        Assert.False(browser.HasEnded);
    }
}
