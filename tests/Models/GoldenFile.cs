using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Models;
using SegBook.Tests.Support;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>The recordings of one network in golden/models or golden/variants.</summary>
internal sealed class GoldenFile
{
    private static readonly string[] Folders = ["models", "variants"];
    private readonly string _folder;
    private readonly string _stem;

    /// <param name="name">Such as <c>models/unet_resnet18.eval.json</c>.</param>
    public GoldenFile(string name)
    {
        var path = Path.Combine(Shared.Golden, name);
        _folder = Path.GetDirectoryName(path)!;
        _stem = Path.GetFileName(path).Split('.')[0];
        Json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }

    public JsonObject Json { get; }

    /// <summary>The network's configuration: a keys file has no options, the eval file beside it does.</summary>
    public ModelConfig Config
    {
        get
        {
            var evaluation = Path.Combine(_folder, $"{_stem}.eval.json");
            var options = Json["options"] ?? (File.Exists(evaluation) ? JsonNode.Parse(File.ReadAllText(evaluation))!["options"] : null);
            var smp = options?.DeepClone().AsObject() ?? [];
            smp["_model_class"] = Json["arch"]!.GetValue<string>();
            smp["encoder_name"] = Json["encoder"]!.GetValue<string>();
            smp["classes"] ??= 32;
            return SmpConfig.Read(smp);
        }
    }

    public Tensor Input() => GoldenRule.Input(Longs(Json["input"]!["shape"]!));

    public Tensor Labels() => GoldenRule.Labels(Longs(Json["labels"]!["shape"]!));

    public string Sibling(string file) => Path.Combine(_folder, file);

    /// <summary>A network with the rule's weights.</summary>
    public SegmentationModel Model(ModelConfig? config = null)
    {
        var model = SegmentationModel.CreateFrame(config ?? Config);
        GoldenRule.WriteInto(model);
        return model;
    }

    /// <summary>Every recording of a kind (eval, keys, train) whose architecture is one of ours.</summary>
    public static IEnumerable<object[]> All(string kind) =>
        Names(kind).Where(name => IsOurs(ArchitectureOf(name)) && Opens(name)).Select(name => new object[] { name });

    /// <summary>Options that SegBook has in one form only are refused by name; what is recorded with others, or behind an activation, stays aside.</summary>
    public static bool Opens(string name)
    {
        try
        {
            return new GoldenFile(name) is { Config: not null } golden && golden.Json["options"]?["activation"] is null;
        }
        catch (SegBookException)
        {
            return false;
        }
    }

    public static IEnumerable<string> Names(string kind) => Folders
        .Where(folder => Directory.Exists(Path.Combine(Shared.Golden, folder)))
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Shared.Golden, folder), $"*.{kind}.json").Order().Select(path => $"{folder}/{Path.GetFileName(path)}"));

    public static string ArchitectureOf(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Golden, name)));
        return json.RootElement.GetProperty("arch").GetString()!;
    }

    public static bool IsOurs(string architecture) => architecture is "Unet" or "PSPNet" or "DeepLabV3Plus";

    public static long[] Longs(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<long>())];
}
