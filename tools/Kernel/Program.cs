using System.Globalization;
using SegBook.Engine;

// The process that notebooks run in. `./segbook run` and Jupyter start it; nobody needs to call it by hand.
return args switch
{
    ["execute", var source, var target, var timeout] => await new NotebookExecution(source, target, TimeSpan.FromSeconds(double.Parse(timeout, CultureInfo.InvariantCulture))).RunAsync().ConfigureAwait(false),
    ["jupyter", var connectionFile] => SegBook.Engine.Jupyter.KernelProcess.Run(connectionFile),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: segbook-kernel execute NOTEBOOK TARGET CELL_TIMEOUT_IN_SECONDS");
    Console.Error.WriteLine("       segbook-kernel jupyter CONNECTION_FILE");
    return 2;
}
