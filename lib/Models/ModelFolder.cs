using System.Text.Json.Nodes;
using SegBook.Data;

namespace SegBook.Models;

/// <summary>What one has to know to use a trained network: what its outputs mean, and what its inputs have to be like.</summary>
/// <param name="LabelMap">Name of the label map, such as CamVid11.</param>
/// <param name="Height">Height of the images it was trained on, if known.</param>
/// <param name="Width">Width of the images it was trained on, if known.</param>
/// <param name="Note">Anything else worth knowing, such as the run that it came from.</param>
public sealed record ModelCard(string LabelMap = "", int? Height = null, int? Width = null, string Note = "")
{
    /// <summary>The classes, one for each output channel; may be empty.</summary>
    public IReadOnlyList<LabelClass> Classes { get; init; } = [];

    /// <summary>The classes as a label map; null when the card names none.</summary>
    internal LabelMap? Map => Classes is { Count: > 0 } ? Data.LabelMap.Of(LabelMap.Length > 0 ? LabelMap : "the model's own", Classes) : null;

    /// <summary>The card of a network that predicts the classes of <paramref name="map"/>.</summary>
    public static ModelCard Of(LabelMap map, int? height = null, int? width = null) =>
        new(map.Name, height, width) { Classes = map.Classes };
}

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

    /// <summary>Writes a network, in place of one that is there; each file appears whole or not at all. Without a card, with the classes that it was opened with.</summary>
    /// <exception cref="SegBookException">The card has another number of classes.</exception>
    public static void Save(string folder, SegmentationModel model, ModelCard? card = null)
    {
        card ??= model.LabelMap is { } own ? ModelCard.Of(own) : new ModelCard();
        Require(card.Classes.Count == 0 || card.Classes.Count == model.Config.Classes || (card.Classes.Count, model.Config.Classes) is (2, 1),
            $"The network has {model.Config.Classes} classes, its card names {card.Classes.Count}.");
        var config = SmpConfig.Write(model.Config);
        config[OwnKey] = JsonSerializer.SerializeToNode(card, Json);
        Safetensors.Write(Path.Combine(folder, WeightsName), model.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));
        AtomicFile.Write(Path.Combine(folder, ConfigName), config.ToJsonString(Json));
    }

    /// <summary>Opens a network that SegBook or SMP wrote, its weights in <c>model.safetensors</c> or <c>pytorch_model.bin</c>, in evaluation mode.</summary>
    /// <exception cref="SegBookException">A file is missing or damaged, or it is a network that SegBook does not have.</exception>
    public static SegmentationModel Open(string folder, Device? device = null)
    {
        var model = SegmentationModel.CreateFrame(About(folder, SmpConfig.Read));
        try
        {
            model.LabelMap = About(folder, json => json[OwnKey].Deserialize<ModelCard>(Json)?.Map);
            Require(model.LabelMap is null || model.LabelMap.Count == model.Config.Classes || (model.LabelMap.Count, model.Config.Classes) is (2, 1),
                $"{Path.Combine(folder, ConfigName)} says {model.Config.Classes} classes and names {model.LabelMap?.Count}.");
            var (usual, older) = (Path.Combine(folder, WeightsName), Path.Combine(folder, "pytorch_model.bin"));
            using var weights = WeightsFile.Read(File.Exists(usual) || !File.Exists(older) ? usual : older);
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

    /// <summary>What the folder says of classes and inputs; null for a folder that SMP wrote.</summary>
    /// <exception cref="SegBookException">There is no network in the folder.</exception>
    public static ModelCard? ReadCard(string folder) => About(folder, json => json[OwnKey].Deserialize<ModelCard>(Json));

    private static T About<T>(string folder, Func<JsonObject, T> read)
    {
        var path = Path.Combine(folder, ConfigName);
        Require(File.Exists(path), $"There is no network in {folder}: it has no {ConfigName}.");
        try
        {
            return read(JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new SegBookException("it is not a JSON object."));
        }
        catch (Exception e) when (e is SegBookException or JsonException)
        {
            throw new SegBookException($"{path}: {e.Message}", e);
        }
    }
}

/// <summary>A <see cref="ModelConfig"/> in the form of SMP's <c>config.json</c>: tables say which of its settings a constructor argument is.</summary>
internal static class SmpConfig
{
    private const string ClassKey = "_model_class";

    // What networks have here in one form only.
    private static readonly string[] Norms = ["decoder_use_norm", "decoder_use_batchnorm", "psp_use_batchnorm"];
    private static readonly string[] Fixed = ["encoder_weights", "in_channels", "aux_params", "activation", "upsampling", .. Norms];

    private static readonly Option[] CommonOptions =
    [
        new("encoder_name", nameof(ModelConfig.Encoder)),
        new("encoder_depth", nameof(ModelConfig.EncoderDepth)),
        new("classes", nameof(ModelConfig.Classes)),
    ];

    private static readonly Dictionary<Architecture, Option[]> Options = new()
    {
        [Architecture.UNet] =
        [
            .. CommonOptions,
            new("decoder_channels", nameof(ModelConfig.DecoderChannels)),
            new("decoder_attention_type", nameof(ModelConfig.DecoderAttention)),
            new("decoder_interpolation", nameof(ModelConfig.DecoderInterpolation)),
            new("skip_connections", nameof(ModelConfig.SkipConnections)), // not SMP's, as pyramid_bins; written where they are set
        ],
        [Architecture.PSPNet] =
        [
            .. CommonOptions,
            new("psp_out_channels", nameof(ModelConfig.DecoderChannels)),
            new("psp_dropout", nameof(ModelConfig.DecoderDropout)),
            new("pyramid_bins", nameof(ModelConfig.PyramidBins)),
        ],
        [Architecture.DeepLabV3Plus] =
        [
            .. CommonOptions,
            new("encoder_output_stride", nameof(ModelConfig.EncoderOutputStride)),
            new("decoder_channels", nameof(ModelConfig.DecoderChannels)),
            new("decoder_atrous_rates", nameof(ModelConfig.AtrousRates)),
            new("decoder_aspp_separable", nameof(ModelConfig.AsppSeparable)),
            new("decoder_aspp_dropout", nameof(ModelConfig.DecoderDropout)),
        ],
    };

    private static readonly Dictionary<Type, string> Kinds = new()
    {
        [typeof(int)] = "a whole number",
        [typeof(double)] = "a number",
        [typeof(bool)] = "true or false",
        [typeof(string)] = "a text",
        [typeof(IntList)] = "a list of whole numbers",
    };

    /// <summary>Reads SMP's form; what is left out has SMP's default, and names that begin with an underscore are passed over.</summary>
    /// <exception cref="SegBookException">The class or an option is one that SegBook does not have.</exception>
    public static ModelConfig Read(JsonObject json)
    {
        var names = string.Join(", ", Options.Keys.Select(key => NameOf(key)));
        var name = json[ClassKey] ?? throw new SegBookException($"The option {ClassKey} is missing; SegBook has {names}.");
        var architecture = (Architecture)Value(ClassKey, name, typeof(Architecture));
        var defaults = new ModelConfig { Architecture = architecture, Encoder = "resnet34", Classes = 1 };
        var config = Set(defaults, json.Where(pair => !Fixed.Contains(pair.Key)), Options[architecture], $"{architecture}");
        config.Validate();
        RequireFixed(json, config);
        return config.Simplified();
    }

    /// <summary>What a head does with its logits does not matter where the answer follows from them all the same.</summary>
    private static void RequireFixed(JsonObject json, ModelConfig config)
    {
        Only("in_channels", ["3", "null"], "colour images have three channels");
        Only("aux_params", ["null"], "there is no head for labels of the whole picture");
        Only("activation", ["null", "identity", .. config.Classes == 1 ? new[] { "sigmoid" } : ["softmax", "softmax2d", "logsoftmax"]],
            "networks give logits here, and the largest is the answer; if that is what you want, set it to null");
        Array.ForEach(Norms, option => Only(option, ["null", "true", "batchnorm"], "decoders are normalised over the batch"));
        var factor = json["upsampling"]?.ToJsonString() ?? (config.Architecture switch { Architecture.UNet => "1", Architecture.PSPNet => "8", _ => "4" });
        Require(factor == $"{config.Upsampling}", $"The option upsampling is {factor}; logits have the size of the image here, which takes {config.Upsampling}.");

        void Only(string option, string[] known, string why) => Require(known.Contains($"{json[option] ?? "null"}"),
            $"The option {option} is {json[option]?.ToJsonString(JsonSerializerOptions.Default)}; only {string.Join(", ", known)} can be opened: {why}.");
    }

    /// <summary>Writes SMP's form, with every default filled in and without ImageNet weights to fetch.</summary>
    public static JsonObject Write(ModelConfig config)
    {
        var filled = config with { EncoderDepth = config.Depth, DecoderChannels = config.Widths, DecoderDropout = config.Dropout };
        var json = Write(filled, Options[config.Architecture]);
        json.Insert(0, ClassKey, NameOf(config.Architecture));
        (json["encoder_weights"], json["in_channels"]) = (null, 3);
        if (config.Architecture != Architecture.UNet)
        {
            json["upsampling"] = config.Upsampling;
        }

        return json;
    }

    private static JsonObject Write(object settings, Option[] options) => new(options
        .Select(option => KeyValuePair.Create(option.Name, Node(settings.GetType().GetProperty(option.Setting)!.GetValue(settings))))
        .Where(pair => pair.Value is not null));

    private static JsonNode? Node(object? value) => value switch
    {
        DecoderAttention.None => null,
        Enum name => NameOf(name),
        IntList and [var only] => only,
        _ => JsonSerializer.SerializeToNode(value),
    };

    /// <summary>Sets what is given. An option that is in no table would change the network, so it must not pass in silence.</summary>
    private static T Set<T>(T settings, IEnumerable<KeyValuePair<string, JsonNode?>> json, Option[] options, string of)
    {
        var given = json.Where(pair => pair.Value is not null && !pair.Key.StartsWith('_')).ToDictionary();
        var unknown = given.Keys.Except(options.Select(option => option.Name)).ToArray();
        Require(unknown.Length == 0,
            $"SegBook's {of} does not know the option(s) {string.Join(", ", unknown)}. Only networks without them can be opened.");
        foreach (var option in options.Where(option => given.ContainsKey(option.Name)))
        {
            var property = typeof(T).GetProperty(option.Setting)!;
            property.SetValue(settings, Value(option.Name, given[option.Name]!, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return settings;
    }

    private static object Value(string option, JsonNode node, Type type)
    {
        try
        {
            return type.IsEnum ? Named(option, node.Deserialize<string>()!, type)
                : type == typeof(IntList) && node is JsonValue ? IntList.Create([node.Deserialize<int>()])
                : node.Deserialize(type)!;
        }
        catch (JsonException)
        {
            var text = node.ToJsonString(JsonSerializerOptions.Default);
            text = text.Length > 60 ? $"{text[..60]}..." : text;
            throw new SegBookException($"The option {option} is {text}; it has to be {Kinds.GetValueOrDefault(type, "a text")}.");
        }
    }

    private static Enum Named(string option, string name, Type type)
    {
        var values = Enum.GetValues(type).Cast<Enum>().ToArray();
        return Array.Find(values, value => NameOf(value) == name)
            ?? throw new SegBookException($"The option {option} is '{name}'; SegBook has {string.Join(", ", values.Select(NameOf))}.");
    }

    private static string NameOf(Enum value) => value switch
    {
        Architecture.UNet => "Unet",
        Architecture => $"{value}",
        DecoderInterpolation.NearestExact => "nearest-exact",
        _ => $"{value}".ToLowerInvariant(),
    };

    /// <summary>A constructor argument of SMP's and the setting that it is.</summary>
    private sealed record Option(string Name, string Setting);
}
