using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The submissions as Roslyn's editor services see them: a chain of projects, with the code at hand as its last link.</summary>
internal sealed class ScriptWorkspace : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AdhocWorkspace _workspace = new();
    private readonly Dictionary<string, MetadataReference> _documented = [];
    private Script _last;
    private ProjectId _lastProject;

    /// <summary>The code as a document that knows everything that the cells before it declared.</summary>
    public Document Open(string code, ScriptSession session)
    {
        lock (_lock)
        {
            Follow(session.State?.Script);
            // The new code sees what its predecessor saw, and the options of now.
            var compilation = (_last ?? CSharpScript.Create("", session.Options)).GetCompilation();
            var (project, document) = Submission(code, compilation, _lastProject);
            return _workspace.CurrentSolution.AddProject(project).GetDocument(document);
        }
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>Adds the submissions that have come since the last time.</summary>
    private void Follow(Script script)
    {
        var added = new Stack<Script>();
        for (var next = script; next is not null && next != _last; next = next.Previous)
        {
            added.Push(next);
        }

        foreach (var next in added)
        {
            var (project, _) = Submission(next.Code, next.GetCompilation(), _lastProject);
            _workspace.AddProject(project);
            (_last, _lastProject) = (next, project.Id);
        }
    }

    private (ProjectInfo Project, DocumentId Document) Submission(string code, Compilation compilation, ProjectId previous)
    {
        var id = ProjectId.CreateNewId();
        var document = DocumentInfo.Create(DocumentId.CreateNewId(id), "cell", sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create())));
        var project = ProjectInfo.Create(
            id, VersionStamp.Create(), $"submission {id.Id:N}", $"submission-{id.Id:N}", LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script),
            documents: [document],
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: compilation.References.Select(Documented).Distinct(),
            isSubmission: true);
        return (project, document.Id);
    }

    /// <summary>The same reference with the documentation that lies beside the assembly, or in the SDK's reference pack.</summary>
    private MetadataReference Documented(MetadataReference reference)
    {
        if (reference is not PortableExecutableReference { FilePath: { } path } || !File.Exists(path))
        {
            return reference;
        }

        if (!_documented.TryGetValue(path, out var documented))
        {
            var file = DocumentationFiles.Of(path);
            documented = file is null ? reference : MetadataReference.CreateFromFile(path, reference.Properties, XmlDocumentationProvider.CreateFromFile(file));
            _documented[path] = documented;
        }

        return documented;
    }
}

/// <summary>Finds XML documentation.</summary>
internal static class DocumentationFiles
{
    private static readonly Lazy<string> ReferencePack = new(FindReferencePack);

    /// <summary>The file for an assembly, or null.</summary>
    public static string Of(string assembly)
    {
        var beside = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(beside))
        {
            return beside;
        }

        // The parts of the framework's core are documented under the name by which programs refer to them.
        var name = Path.GetFileNameWithoutExtension(assembly);
        var file = ReferencePack.Value is { } pack ? Path.Combine(pack, (name == "System.Private.CoreLib" ? "System.Runtime" : name) + ".xml") : null;
        return File.Exists(file) ? file : null;
    }

    private static string FindReferencePack()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var version = Environment.Version.Major;
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root, $"{version}.*").Select(folder => Path.Combine(folder, "ref", $"net{version}.0")).Where(Directory.Exists).Order().LastOrDefault()
            : null;
    }
}
