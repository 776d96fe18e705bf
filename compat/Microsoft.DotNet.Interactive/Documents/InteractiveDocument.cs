using System.Collections;
using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace Microsoft.DotNet.Interactive.Documents;

/// <summary>A notebook in memory: its cells and its metadata.</summary>
public class InteractiveDocument : IEnumerable
{
    public InteractiveDocument(IList<InteractiveDocumentElement> elements = null) => Elements = elements ?? [];

    public IList<InteractiveDocumentElement> Elements { get; }

    public IDictionary<string, object> Metadata { get; } = new Dictionary<string, object>();

    /// <summary>Reads a file by its extension: a notebook, or the code of one language as a single cell.</summary>
    public static async Task<InteractiveDocument> LoadAsync(FileInfo file, KernelInfoCollection kernelInfos = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var text = await File.ReadAllTextAsync(file.FullName).ConfigureAwait(false);
        return file.Extension.ToLowerInvariant() switch
        {
            ".ipynb" => Notebook.Parse(text, kernelInfos),
            ".dib" => CodeSubmission.Parse(text, kernelInfos),
            ".cs" or ".csx" => Single(text, "csharp"),
            ".fs" or ".fsx" => Single(text, "fsharp"),
            ".ps1" => Single(text, "pwsh"),
            ".html" => Single(text, "html"),
            ".http" => Single(text, "http"),
            ".js" => Single(text, "javascript"),
            var extension => throw new InvalidOperationException($"Unrecognized extension for a notebook: {extension}"),
        };
    }

    public void Add(InteractiveDocumentElement element) => Elements.Add(element);

    public string GetDefaultKernelName() => GetKernelInfo()?.DefaultKernelName;

    public KernelInfoCollection GetKernelInfo() => KernelMetadata.Read(Metadata);

    IEnumerator IEnumerable.GetEnumerator() => Elements.GetEnumerator();

    /// <summary>Gives every cell the name of a kernel: its own, that of a selector in its first line, or the default.</summary>
    internal void NormalizeKernelNames(KernelInfoCollection kernelInfos)
    {
        var defaultName = GetKernelInfo() is { } own ? own.DefaultKernelName : kernelInfos.DefaultKernelName;
        foreach (var element in Elements)
        {
            if (element.SelectorInFirstLine is { } selector && kernelInfos.TryGet(selector, out var selected))
            {
                element.KernelName = selected.Name;
            }

            element.KernelName ??= defaultName;
            if (element.KernelName is { } name && kernelInfos.TryGet(name, out var known))
            {
                element.KernelName = known.Name;
            }
        }
    }

    private static InteractiveDocument Single(string text, string kernelName) => [new InteractiveDocumentElement(text, kernelName)];
}

/// <summary>A cell.</summary>
public class InteractiveDocumentElement
{
    public InteractiveDocumentElement()
        : this(null)
    {
    }

    public InteractiveDocumentElement(string contents = null, string kernelName = null, IEnumerable<InteractiveDocumentOutputElement> outputs = null)
    {
        Contents = contents ?? "";
        KernelName = kernelName;
        Outputs = [.. outputs ?? []];
    }

    public string Id { get; set; }

    public string KernelName { get; set; }

    public string Contents { get; set; }

    public int ExecutionOrder { get; set; }

    public List<InteractiveDocumentOutputElement> Outputs { get; }

    public IDictionary<string, object> Metadata { get; set; }

    /// <summary>The word behind #! in the first line of a notebook's cell, where another line follows.</summary>
    internal string SelectorInFirstLine { get; set; }
}

public abstract class InteractiveDocumentOutputElement
{
}

/// <summary>Something displayed: display_data.</summary>
public class DisplayElement(IDictionary<string, object> data) : InteractiveDocumentOutputElement
{
    public IDictionary<string, object> Data { get; } = data ?? throw new ArgumentNullException(nameof(data));

    public IDictionary<string, object> Metadata { get; } = new Dictionary<string, object>();
}

/// <summary>The value of a cell: execute_result.</summary>
public class ReturnValueElement : InteractiveDocumentOutputElement
{
    public int ExecutionOrder { get; set; }

    public IDictionary<string, object> Data { get; } = new Dictionary<string, object>();

    public IDictionary<string, object> Metadata { get; } = new Dictionary<string, object>();
}

/// <summary>Console output: stream.</summary>
public class TextElement(string text, string name = "stdout") : InteractiveDocumentOutputElement
{
    public string Text { get; } = text;

    public string Name { get; } = name;
}

public class ErrorElement(string errorValue = null, string errorName = "Error", string[] stackTrace = null) : InteractiveDocumentOutputElement
{
    public string ErrorName { get; } = errorName;

    public string ErrorValue { get; } = errorValue;

    public string[] StackTrace { get; } = stackTrace ?? [];
}
