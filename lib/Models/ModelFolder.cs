using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>
/// A network on disk, in the form of SMP's <c>save_pretrained</c>: <c>model.safetensors</c> with SMP's keys and <c>config.json</c> with SMP's arguments.
/// The same folder opens in Python with <c>smp.from_pretrained(folder)</c> and here; what only SegBook knows stands under <c>_segbook</c>, which SMP passes over.
/// </summary>
public static class ModelFolder
{
    private const string WeightsName = "model.safetensors";
    private const string ConfigName = "config.json";
    private const string OwnKey = "_segbook";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes a network; each file appears whole or not at all.</summary>
    /// <param name="folder">Made if it is not there; a network that is there is replaced.</param>
    /// <param name="model">The network, on any device.</param>
    /// <param name="card">What its classes and inputs are.</param>
    /// <exception cref="SegBookException">The network is folded, so that no other program could read it, or the card has another number of classes.</exception>
    public static void Save(string folder, SegmentationModel model, ModelCard? card = null)
    {
        if (model.IsFused)
        {
            throw new SegBookException("A network with folded batch norms cannot be saved: save the one it was folded from.");
        }

        if (card is { Classes.Count: > 0 } && card.Classes.Count != model.Config.Classes)
        {
            throw new SegBookException($"The network has {model.Config.Classes} classes, its card names {card.Classes.Count}.");
        }

        var config = SmpConfig.Write(model.Config);
        config[OwnKey] = JsonSerializer.SerializeToNode(card ?? new ModelCard(), Json);
        Safetensors.Write(Path.Combine(folder, WeightsName), model.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));
        AtomicFile.Write(Path.Combine(folder, ConfigName), config.ToJsonString(Json));
    }

    /// <summary>Writes a network that predicts the classes of <paramref name="labelMap"/>.</summary>
    public static void Save(string folder, SegmentationModel model, LabelMap labelMap) => Save(folder, model, ModelCard.Of(labelMap));

    /// <summary>Opens a network that SegBook or SMP wrote, in evaluation mode. A folder without <c>model.safetensors</c> may have <c>pytorch_model.bin</c>.</summary>
    /// <exception cref="SegBookException">A file is missing or damaged, or it is a network that SegBook does not have.</exception>
    public static SegmentationModel Open(string folder, Device? device = null)
    {
        var model = SegmentationModel.CreateFrame(ReadConfig(folder));
        try
        {
            using var weights = WeightsFile.Read(WeightsPath(folder));
            model.LoadWeights(weights.Tensors);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        model.eval();
        return device is null ? model : model.to(device);
    }

    /// <summary>The configuration of the network in a folder.</summary>
    /// <exception cref="SegBookException">There is none, or it is one that SegBook does not have.</exception>
    public static ModelConfig ReadConfig(string folder) => About(folder, SmpConfig.Read);

    /// <summary>What the folder says of classes and inputs; null for a folder that SMP wrote.</summary>
    /// <exception cref="SegBookException">There is no network in the folder.</exception>
    public static ModelCard? ReadCard(string folder) => About(folder, json => json[OwnKey].Deserialize<ModelCard>(Json));

    private static T About<T>(string folder, Func<JsonObject, T> read)
    {
        var path = Path.Combine(folder, ConfigName);
        if (!File.Exists(path))
        {
            throw new SegBookException($"There is no network in {folder}: it has no {ConfigName}.");
        }

        try
        {
            return read(JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new SegBookException("it is not a JSON object."));
        }
        catch (Exception e) when (e is SegBookException or JsonException)
        {
            throw new SegBookException($"{path}: {e.Message}", e);
        }
    }

    private static string WeightsPath(string folder)
    {
        var older = Path.Combine(folder, "pytorch_model.bin");
        var usual = Path.Combine(folder, WeightsName);
        return File.Exists(usual) || !File.Exists(older) ? usual : older;
    }
}
