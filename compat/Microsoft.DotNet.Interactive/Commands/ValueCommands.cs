using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Which variables are there?</summary>
public class RequestValueInfos(string targetKernelName = null, string mimeType = PlainTextSummaryFormatter.MimeType) : KernelCommand(targetKernelName)
{
    public string MimeType { get; } = mimeType;
}

/// <summary>The value of a variable.</summary>
public class RequestValue(string name, string mimeType = JsonFormatter.MimeType, string targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Name { get; } = name;

    public string MimeType { get; } = mimeType;
}

/// <summary>Declare a variable with this value.</summary>
public class SendValue(string name, object value, FormattedValue formattedValue = null, string targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Name { get; } = name;

    public object Value { get; } = value;

    public FormattedValue FormattedValue { get; } = formattedValue;
}

/// <summary>Ask the person in front of the notebook.</summary>
public class RequestInput : KernelCommand
{
    public RequestInput(string prompt, string inputTypeHint = null)
    {
        Prompt = prompt;
        InputTypeHint = inputTypeHint;
    }

    public string Prompt { get; }

    public bool IsPassword => InputTypeHint == "password";

    public string InputTypeHint { get; set; }

    public string ParameterName { get; set; }

    public string SaveAs { get; set; }
}
