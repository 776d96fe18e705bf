using System.Text.Json.Nodes;

namespace SegBook.Tests.Jupyter;

/// <summary>Completion, documentation and completeness, as a front end asks for them while one types.</summary>
public sealed class KernelCodeHelpTests(JupyterProcess process) : IClassFixture<JupyterProcess>
{
    private JupyterClient Client => process.Client;

    [Theory]
    [InlineData("Math.Sq", "Sqrt", 5)]
    [InlineData("\"😀\".Len", "Length", 4)]
    [InlineData("int helpLocal = 1;\nhelpLo", "helpLocal", 19)]
    [InlineData("disp", "display", 0)]
    public void Complete_finds_members_and_names(string code, string match, int start)
    {
        var reply = Complete(code);

        Assert.Contains(match, reply["matches"]!.AsArray().Select(node => node!.ToString()));
        Assert.Equal(start, reply["cursor_start"]!.GetValue<int>());
        Assert.Equal(code.EnumerateRunes().Count(), reply["cursor_end"]!.GetValue<int>());
    }

    [Fact]
    public void Complete_knows_variables_of_earlier_cells_and_their_members()
    {
        Client.Execute("var helpNumbers = new List<int> { 1 };");

        Assert.Contains("helpNumbers", Matches("helpNu"));
        Assert.Contains("Add", Matches("helpNumbers."));
    }

    [Fact]
    public void Inspect_shows_signature_and_documentation()
    {
        var reply = Client.Ask("inspect_request", new JsonObject { ["code"] = "Math.Sqrt", ["cursor_pos"] = 9, ["detail_level"] = 0 });

        Assert.True(reply["found"]!.GetValue<bool>());
        Assert.Contains("double Math.Sqrt(double d)", reply["data"]!["text/plain"]!.ToString());
    }

    [Fact]
    public void Inspect_of_nothing_finds_nothing()
    {
        Assert.False(Client.Ask("inspect_request", new JsonObject { ["code"] = "   ", ["cursor_pos"] = 3 })["found"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("#!time\nvar x = 1;", "complete")]
    public void IsComplete_follows_the_brackets(string code, string status)
    {
        Assert.Equal(status, Client.Ask("is_complete_request", new JsonObject { ["code"] = code })["status"]!.ToString());
    }

    private JsonObject Complete(string code) => Client.Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() });

    private IEnumerable<string> Matches(string code) => Complete(code)["matches"]!.AsArray().Select(node => node!.ToString());
}
