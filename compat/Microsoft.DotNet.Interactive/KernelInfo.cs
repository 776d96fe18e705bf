namespace Microsoft.DotNet.Interactive;

/// <summary>Name, language and aliases of a kernel.</summary>
public class KernelInfo
{
    public KernelInfo(string localName, string[] aliases = null, bool isProxy = false, bool isComposite = false, string description = null)
    {
        LocalName = localName ?? throw new ArgumentNullException(nameof(localName));
        Aliases = aliases ?? [];
        IsProxy = isProxy;
        IsComposite = isComposite;
        Description = description;
        DisplayName = localName;
    }

    public string LocalName { get; }

    public string[] Aliases { get; init; }

    public string DisplayName { get; set; }

    public string Description { get; set; }

    public string LanguageName { get; set; }

    public string LanguageVersion { get; set; }

    public bool IsComposite { get; init; }

    public bool IsProxy { get; set; }

    public override string ToString() => LocalName;

    /// <summary>Names that a composite kernel was given for this one.</summary>
    internal HashSet<string> NameAndAliases => field ??= [LocalName, .. Aliases];
}
