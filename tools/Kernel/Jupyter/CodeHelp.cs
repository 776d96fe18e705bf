using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace SegBook.Engine.Jupyter;

/// <summary>Answers what front ends ask while one types: completions, documentation, is the cell complete.</summary>
internal sealed class CodeHelp(CompositeKernel kernels)
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    public async Task<JsonObject> CompleteAsync(Message request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] is '_'))
        {
            start--;
        }

        var typed = code[start..cursor];
        var result = await kernels.SendAsync(new RequestCompletions(code, PositionOf(code, cursor))).ConfigureAwait(false);
        var items = result.Events.OfType<CompletionsProduced>().SelectMany(produced => produced.Completions)
            .Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal) ? 0 : 1).ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .DistinctBy(item => item.InsertText).ToList();
        var (from, to) = (CodePoints(code, start), CodePoints(code, cursor));
        var types = items.Select(item => (JsonNode)new JsonObject { ["text"] = item.InsertText, ["type"] = item.Kind?.ToLowerInvariant(), ["start"] = from, ["end"] = to });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. items.Select(item => (JsonNode)item.InsertText)]),
            ["cursor_start"] = from,
            ["cursor_end"] = to,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    /// <summary>What is known of the name at the cursor; inside the parentheses of a call, of the method that is called.</summary>
    public async Task<JsonObject> InspectAsync(Message request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var text = await HoverAsync(code, cursor).ConfigureAwait(false)
            ?? (cursor > 0 ? await HoverAsync(code, cursor - 1).ConfigureAwait(false) : null)
            ?? await SignatureAsync(code, cursor).ConfigureAwait(false);
        var data = text is null ? [] : new JsonObject { ["text/plain"] = text.Replace("```csharp\n", "", StringComparison.Ordinal).Replace("\n```", "", StringComparison.Ordinal), ["text/markdown"] = text };
        return new JsonObject { ["status"] = "ok", ["found"] = text is not null, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    public static JsonObject IsComplete(Message request)
    {
        var code = string.Join('\n', request.Text("code").Split('\n').Select(line => line.StartsWith("#!", StringComparison.Ordinal) ? "" : line));
        var isComplete = SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(code, Script));
        return isComplete ? new JsonObject { ["status"] = "complete" } : new JsonObject { ["status"] = "incomplete", ["indent"] = "    " };
    }

    private async Task<string?> HoverAsync(string code, int cursor)
    {
        var result = await kernels.SendAsync(new RequestHoverText(code, PositionOf(code, cursor))).ConfigureAwait(false);
        return result.Events.OfType<HoverTextProduced>().FirstOrDefault()?.Content.FirstOrDefault()?.Value is { Length: > 0 } text ? text : null;
    }

    private async Task<string?> SignatureAsync(string code, int cursor)
    {
        var result = await kernels.SendAsync(new RequestSignatureHelp(code, PositionOf(code, cursor))).ConfigureAwait(false);
        var signatures = result.Events.OfType<SignatureHelpProduced>().FirstOrDefault()?.Signatures ?? [];
        var lines = signatures.Select(signature => $"```csharp\n{signature.Label}\n```\n{signature.Documentation?.Value}".TrimEnd());
        return string.Join('\n', lines) is { Length: > 0 } text ? text : null;
    }

    private static (string Code, int Cursor) CodeAndCursor(Message request)
    {
        var code = request.Text("code");
        var points = request.Number("cursor_pos", int.MaxValue);
        var cursor = 0;
        foreach (var rune in code.EnumerateRunes())
        {
            if (points-- <= 0)
            {
                break;
            }

            cursor += rune.Utf16SequenceLength;
        }

        return (code, Math.Min(cursor, code.Length));
    }

    /// <summary>The protocol counts characters of Unicode, .NET halves of some.</summary>
    private static int CodePoints(string code, int index) => code[..index].EnumerateRunes().Count();

    private static LinePosition PositionOf(string code, int index)
    {
        var line = code.AsSpan(0, index).Count('\n');
        return new LinePosition(line, index - (code.LastIndexOf('\n', Math.Max(index - 1, 0), index == 0 ? 0 : index) + 1));
    }
}
