using SegBook.Engine;

// The process that a notebook is executed in. `./segbook run` starts it; nobody needs to call it by hand.
if (args is not [var source, var target, var timeout])
{
    Console.Error.WriteLine("usage: segbook-kernel NOTEBOOK TARGET CELL_TIMEOUT_IN_SECONDS");
    return 2;
}

var code = await new NotebookExecution(source, target, TimeSpan.FromSeconds(double.Parse(timeout))).RunAsync().ConfigureAwait(false);

// Not a plain return: a cell that was left running must not hold the process.
Environment.Exit(code);
return code;
