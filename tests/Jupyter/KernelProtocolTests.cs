using System.Text.Json.Nodes;

namespace SegBook.Tests.Jupyter;

/// <summary>The kernel as front ends see it: what they send and what they get, over real sockets.</summary>
public sealed class KernelProtocolTests(JupyterProcess process) : IClassFixture<JupyterProcess>
{
    private JupyterClient Client => process.Client;

    [Fact]
    public void KernelInfo_names_protocol_and_language()
    {
        var info = Client.Ask("kernel_info_request", []);

        Assert.Equal("5.3", info["protocol_version"]!.ToString());
        Assert.Equal(".cs", info["language_info"]!["file_extension"]!.ToString());
        Assert.True(Client.HeartBeats());
    }

    [Fact]
    public void Execute_with_outputs_sends_them_in_order_between_busy_and_idle()
    {
        var messages = Client.Execute("Console.Write(\"a\"); Console.WriteLine(\"b\"); display(1); Console.Error.Write(\"e\"); \"value\"");

        var published = messages.Where(message => message.Channel == "iopub").Select(message => message.Type == "status" ? message.State : message.Type);
        Assert.Equal(["busy", "execute_input", "stream", "display_data", "stream", "execute_result", "idle"], published);
        Assert.Equal("ab\n", messages.First(message => message.Type == "stream").Content["text"]!.ToString());
        var reply = messages.Single(message => message.Type == "execute_reply").Content;
        Assert.Equal("ok", reply["status"]!.ToString());
        Assert.Equal(reply["execution_count"]!.ToString(), messages.Single(message => message.Type == "execute_result").Content["execution_count"]!.ToString());
    }

    [Fact]
    public void Execute_silently_shows_nothing_and_does_not_count()
    {
        var before = Count("1");

        var messages = Client.Execute("Console.WriteLine(\"unseen\"); 5", new JsonObject { ["silent"] = true });

        Assert.All(messages.Where(message => message.Channel == "iopub"), message => Assert.Equal("status", message.Type));
        Assert.Equal(before + 1, Count("2"));
    }

    [Fact]
    public void Execute_that_throws_tells_the_cell_and_the_line()
    {
        var messages = Client.Execute("int ok = 1;\nthrow new InvalidOperationException(\"boom\");");

        var error = messages.Single(message => message.Type == "error").Content;
        Assert.Equal("InvalidOperationException", error["ename"]!.ToString());
        Assert.Matches(@"^System\.InvalidOperationException: boom\n   at .* in cell \d+:line 2$", error["traceback"]![0]!.ToString());
        Assert.Equal("error", messages.Single(message => message.Type == "execute_reply").Content["status"]!.ToString());
    }

    [Fact]
    public void Execute_after_an_error_aborts_what_was_queued()
    {
        var failing = Client.SendExecute("System.Threading.Thread.Sleep(500); throw new Exception();");
        var queued = Client.SendExecute("\"not run\"");
        var failed = Client.Collect(failing);

        Assert.Equal("error", failed.Single(message => message.Type == "execute_reply").Content["status"]!.ToString());
        Assert.Equal("aborted", Client.Collect(queued).Single(message => message.Type == "execute_reply").Content["status"]!.ToString());
        Assert.Equal("ok", Client.Execute("1").Single(message => message.Type == "execute_reply").Content["status"]!.ToString());
    }

    [Fact]
    public void Execute_without_stop_on_error_runs_what_was_queued()
    {
        var failing = Client.SendExecute("System.Threading.Thread.Sleep(200); throw new Exception();", new JsonObject { ["stop_on_error"] = false });
        var queued = Client.SendExecute("\"is run\"");
        Client.Collect(failing);

        Assert.Contains(Client.Collect(queued), message => message.Type == "execute_result");
    }

    [Fact]
    public void UserExpressions_give_values_and_errors()
    {
        var messages = Client.Execute("var forExpression = 5;", new JsonObject { ["user_expressions"] = new JsonObject { ["good"] = "$\"{forExpression + 1}\"", ["bad"] = "nowhere" } });

        var values = messages.Single(message => message.Type == "execute_reply").Content["user_expressions"]!;
        Assert.Equal("6", values["good"]!["data"]!["text/plain"]!.ToString());
        Assert.Equal("error", values["bad"]!["status"]!.ToString());
    }

    [Fact]
    public void DisplayedValue_updated_in_a_later_cell_keeps_its_id()
    {
        var shown = Client.Execute("var handle = display(\"start\");").Single(message => message.Type == "display_data").Content;
        var updated = Client.Execute("handle.Update(\"end\");").Single(message => message.Type == "update_display_data").Content;

        Assert.Equal("end", updated["data"]!["text/plain"]!.ToString());
        Assert.Equal(shown["transient"]!["display_id"]!.ToString(), updated["transient"]!["display_id"]!.ToString());
    }

    [Fact]
    public void Json_payloads_are_sent_as_json()
    {
        var shown = Client.Execute("\"{\\\"data\\\": [1]}\".DisplayAs(\"application/vnd.plotly.v1+json\");").Single(message => message.Type == "display_data").Content;

        Assert.Equal(1, shown["data"]!["application/vnd.plotly.v1+json"]!["data"]![0]!.GetValue<int>());
    }

    [Fact]
    public void TenThousandLines_come_in_few_messages()
    {
        var messages = Client.Execute("for (int i = 0; i < 10000; i++) Console.WriteLine(i);");

        var streams = messages.Where(message => message.Type == "stream").Select(message => message.Content["text"]!.ToString()).ToList();
        Assert.Equal(string.Concat(Enumerable.Range(0, 10000).Select(i => $"{i}\n")), string.Concat(streams));
        Assert.InRange(streams.Count, 1, 500);
    }

    [Fact]
    public void Input_is_asked_of_the_front_end()
    {
        Client.OnInput = question => question["prompt"]!.ToString() + "!";
        try
        {
            var messages = Client.Execute("await GetInputAsync(\"name\")");

            Assert.Equal("name!", messages.Single(message => message.Type == "execute_result").Content["data"]!["text/plain"]!.ToString());
        }
        finally
        {
            Client.OnInput = null;
        }
    }

    [Fact]
    public void Input_where_it_is_not_allowed_fails_the_cell()
    {
        var messages = Client.Execute("await GetInputAsync(\"name\")");

        Assert.Contains("cannot be asked", messages.Single(message => message.Type == "error").Content["evalue"]!.ToString());
    }

    [Fact]
    public void History_knows_the_cells()
    {
        Client.Execute("\"for the history\"");

        var tail = Client.Ask("history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = false, ["raw"] = true });
        var found = Client.Ask("history_request", new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*the hist*", ["unique"] = true });

        Assert.Equal("\"for the history\"", tail["history"]![0]![2]!.ToString());
        Assert.Equal("\"for the history\"", found["history"]![0]![2]!.ToString());
    }

    [Fact]
    public void Comms_are_none_and_are_closed_when_opened()
    {
        Assert.Empty(Client.Ask("comm_info_request", [])["comms"]!.AsObject());
        var id = Client.Send("comm_open", new JsonObject { ["comm_id"] = "c1", ["target_name"] = "none", ["data"] = new JsonObject() });

        Assert.Contains(Client.Collect(id, TimeSpan.FromSeconds(2)), message => message.Type == "comm_close" && message.Content["comm_id"]!.ToString() == "c1");
    }

    private int Count(string code) => Client.Execute(code).Single(message => message.Type == "execute_reply").Content["execution_count"]!.GetValue<int>();
}
