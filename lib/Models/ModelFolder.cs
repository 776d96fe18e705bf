using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>What one has to know to use a trained network: what its outputs mean, and what its inputs have to be like.</summary>
public sealed record ModelCard
{
    /// <summary>Name of the label map, such as CamVid11.</summary>
    public string LabelMap { get; init; } = "";

    /// <summary>The classes, one for each output channel; may be empty.</summary>
    public IReadOnlyList<LabelClass> Classes { get; init; } = [];

    /// <summary>Mean of red, green and blue (0 to 1) that is subtracted. Default ImageNet's.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>Deviation of red, green and blue that is divided by. Default ImageNet's.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Height of the images it was trained on, if known.</summary>
    public int? Height { get; init; }

    /// <summary>Width of the images it was trained on, if known.</summary>
    public int? Width { get; init; }

    /// <summary>Anything else worth knowing, such as the run that it came from.</summary>
    public string Note { get; init; } = "";

    /// <summary>The card of a network that predicts the classes of <paramref name="map"/>.</summary>
    public static ModelCard Of(LabelMap map, int? height = null, int? width = null) =>
        new() { LabelMap = map.Name, Classes = map.Classes, Height = height, Width = width };

    /// <summary>The label map: the library's own where name and classes are its, so that it also knows which colours are not counted.</summary>
    /// <exception cref="SegBookException">The card names no classes, or its classes make no label map.</exception>
    public LabelMap ToLabelMap()
    {
        if (Classes.Count == 0)
        {
            throw new SegBookException("The model's folder does not say what its classes are. Give the label map that it was trained with.");
        }

        return Data.LabelMap.Known.FirstOrDefault(known => known.Name == LabelMap && known.Classes.SequenceEqual(Classes))
            ?? Data.LabelMap.Of(LabelMap.Length > 0 ? LabelMap : "the model's", Classes);
    }
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

    /// <summary>Writes a network; each file appears whole or not at all.</summary>
    /// <param name="folder">Made if it is not there; a network that is there is replaced.</param>
    /// <param name="model">The network, on any device.</param>
    /// <param name="card">What its classes and inputs are.</param>
    /// <exception cref="SegBookException">The card has another number of classes.</exception>
    public static void Save(string folder, SegmentationModel model, ModelCard? card = null)
    {
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
}

/// <summary>A <see cref="ModelConfig"/> in the form of SMP's <c>config.json</c>. One table says of each constructor argument how it is written and read.</summary>
internal static class SmpConfig
{
    private const string ClassKey = "_model_class";

    private static readonly Dictionary<string, Architecture> Classes = new()
    {
        ["Unet"] = Architecture.UNet,
        ["PSPNet"] = Architecture.PSPNet,
        ["DeepLabV3Plus"] = Architecture.DeepLabV3Plus,
    };

    private static readonly Dictionary<string, DecoderInterpolation> Interpolations = new()
    {
        ["nearest"] = DecoderInterpolation.Nearest,
        ["nearest-exact"] = DecoderInterpolation.NearestExact,
        ["bilinear"] = DecoderInterpolation.Bilinear,
        ["bicubic"] = DecoderInterpolation.Bicubic,
        ["area"] = DecoderInterpolation.Area,
    };

    // What is written is the first name of a value.
    private static readonly Dictionary<string, HeadActivation> Activations = new()
    {
        ["sigmoid"] = HeadActivation.Sigmoid,
        ["softmax2d"] = HeadActivation.Softmax,
        ["softmax"] = HeadActivation.Softmax,
        ["logsoftmax"] = HeadActivation.LogSoftmax,
        ["tanh"] = HeadActivation.Tanh,
        ["identity"] = HeadActivation.None,
    };

    private static readonly Dictionary<string, DecoderAttention> Attentions = new() { ["scse"] = DecoderAttention.Scse };

    private static readonly Dictionary<string, NormKind> Norms = new()
    {
        ["batchnorm"] = NormKind.Batch,
        ["instancenorm"] = NormKind.Instance,
        ["identity"] = NormKind.None,
    };

    private static readonly Dictionary<string, bool> Poolings = new() { ["avg"] = false, ["max"] = true };

    private static readonly Option<DecoderNorm>[] NormOptions =
    [
        new("type", n => Name(Norms, n.Kind), (n, value) => n with { Kind = value.Named(Norms) }),
        new("eps", n => n.Epsilon, (n, value) => n with { Epsilon = value.As<double>() }),
        new("momentum", n => n.Momentum, (n, value) => n with { Momentum = value.As<double>() }),
        new("affine", n => n.Affine, (n, value) => n with { Affine = value.As<bool>() }),
        new("track_running_stats", n => n.TrackRunningStatistics, (n, value) => n with { TrackRunningStatistics = value.As<bool>() }),
    ];

    private static readonly Option<AuxiliaryHead>[] AuxiliaryOptions =
    [
        new("classes", h => h.Classes, (h, value) => h with { Classes = value.As<int>() }),
        new("pooling", h => Name(Poolings, h.MaxPooling), (h, value) => h with { MaxPooling = value.Named(Poolings) }),
        new("dropout", h => h.Dropout, (h, value) => h with { Dropout = value.As<double>() }),
        new("activation", h => Name(Activations, h.Activation), (h, value) => h with { Activation = value.Named(Activations) }),
    ];

    private static readonly Option<ModelConfig>[] CommonOptions =
    [
        new("encoder_name", c => c.Encoder, (c, value) => c with { Encoder = value.As<string>() }),
        new("encoder_depth", c => c.Depth, (c, value) => c with { EncoderDepth = value.As<int>() }),
        new("encoder_weights", _ => null, (c, _) => c),
        new("in_channels", c => c.InChannels, (c, value) => c with { InChannels = value.As<int>() }),
        new("classes", c => c.Classes, (c, value) => c with { Classes = value.As<int>() }),
        new("activation", c => Name(Activations, c.Activation), (c, value) => c with { Activation = value.Named(Activations) }),
        new("aux_params", c => c.Auxiliary is { } head ? Write(head, AuxiliaryOptions) : null, ReadAuxiliary),
    ];

    private static readonly Dictionary<Architecture, Option<ModelConfig>[]> Options = new()
    {
        [Architecture.UNet] =
        [
            .. CommonOptions,
            new("decoder_channels", c => Numbers(c.Widths), ReadWidths),
            new("decoder_use_batchnorm", null, ReadNorm), // before SMP 0.5
            new("decoder_use_norm", c => WriteNorm(c.DecoderNorm), ReadNorm),
            new("decoder_attention_type", c => Name(Attentions, c.DecoderAttention), (c, value) => c with { DecoderAttention = value.Named(Attentions) }),
            new("decoder_interpolation", c => Name(Interpolations, c.DecoderInterpolation), ReadInterpolation),
        ],
        [Architecture.PSPNet] =
        [
            .. CommonOptions,
            new("psp_out_channels", c => c.Widths[0], ReadWidth),
            new("psp_use_batchnorm", null, ReadNorm),
            new("decoder_use_norm", c => WriteNorm(c.DecoderNorm), ReadNorm),
            new("psp_dropout", c => c.Dropout, ReadDropout),
            new("upsampling", c => c.Upsampling ?? c.NaturalUpsampling, ReadUpsampling),
        ],
        [Architecture.DeepLabV3Plus] =
        [
            .. CommonOptions,
            new("encoder_output_stride", c => c.EncoderOutputStride, (c, value) => c with { EncoderOutputStride = value.As<int>() }),
            new("decoder_channels", c => c.Widths[0], ReadWidth),
            new("decoder_atrous_rates", c => Numbers(c.AtrousRates), (c, value) => c with { AtrousRates = value.As<IntList>() }),
            new("decoder_aspp_separable", c => c.AsppSeparable, (c, value) => c with { AsppSeparable = value.As<bool>() }),
            new("decoder_aspp_dropout", c => c.Dropout, ReadDropout),
            new("upsampling", c => c.Upsampling ?? c.NaturalUpsampling, ReadUpsampling),
        ],
    };

    /// <summary>Reads SMP's form; what is left out has SMP's default, and names that begin with an underscore are passed over.</summary>
    /// <exception cref="SegBookException">The class or an option is one that SegBook does not have.</exception>
    public static ModelConfig Read(JsonObject json)
    {
        var architecture = json[ClassKey] is { } name
            ? new Value(ClassKey, name).Named(Classes)
            : throw new SegBookException($"The option {ClassKey} is missing; SegBook has {string.Join(", ", Classes.Keys)}.");
        int? upsampling = architecture switch { Architecture.UNet => null, Architecture.PSPNet => 8, _ => 4 };
        var defaults = new ModelConfig { Architecture = architecture, Encoder = "resnet34", Classes = 1, Upsampling = upsampling };
        var config = Read(json, defaults, Options[architecture], $"{architecture}");
        config.Validate();
        return config.Simplified();
    }

    /// <summary>Writes SMP's form, with every option stated and without ImageNet weights to fetch.</summary>
    public static JsonObject Write(ModelConfig config)
    {
        var json = Write(config, Options[config.Architecture]);
        json.Insert(0, ClassKey, Name(Classes, config.Architecture));
        json["encoder_weights"] = null;
        return json;
    }

    private static JsonNode WriteNorm(DecoderNorm norm) => norm == new DecoderNorm { Kind = norm.Kind } ? Name(Norms, norm.Kind)! : Write(norm, NormOptions);

    private static ModelConfig ReadNorm(ModelConfig config, Value value) => config with
    {
        DecoderNorm = value.Node.GetValueKind() switch
        {
            JsonValueKind.True => new DecoderNorm(),
            JsonValueKind.False => new DecoderNorm { Kind = NormKind.None },
            JsonValueKind.String => new DecoderNorm { Kind = value.Named(Norms) },
            JsonValueKind.Object when value.Node["type"] is not null => Read(value.Object(), new DecoderNorm(), NormOptions, value.Option),
            _ => throw value.Wrong("true, false, a name, or an object with a type"),
        },
    };

    private static ModelConfig ReadAuxiliary(ModelConfig config, Value value) =>
        config with { Auxiliary = Read(value.Object(), new AuxiliaryHead(), AuxiliaryOptions, value.Option) };

    private static ModelConfig ReadInterpolation(ModelConfig config, Value value) => config with { DecoderInterpolation = value.Named(Interpolations) };

    private static ModelConfig ReadWidths(ModelConfig config, Value value) => config with { DecoderChannels = value.As<IntList>() };

    private static ModelConfig ReadWidth(ModelConfig config, Value value) => config with { DecoderChannels = [value.As<int>()] };

    private static ModelConfig ReadDropout(ModelConfig config, Value value) => config with { DecoderDropout = value.As<double>() };

    private static ModelConfig ReadUpsampling(ModelConfig config, Value value) => config with { Upsampling = value.As<int>() };

    /// <summary>An option that was set and that is in no table would change the network, so it must not pass in silence.</summary>
    private static T Read<T>(JsonObject json, T defaults, Option<T>[] options, string of)
    {
        var given = json.Where(pair => pair.Value is not null && !pair.Key.StartsWith('_')).Select(pair => pair.Key).ToArray();
        var unknown = given.Except(options.Select(option => option.Name)).ToArray();
        return unknown.Length == 0
            ? options.Where(option => given.Contains(option.Name)).Aggregate(defaults, (read, option) => option.Read(read, new Value(option.Name, json[option.Name]!)))
            : throw new SegBookException($"SegBook's {of} does not know the option(s) {string.Join(", ", unknown)}. Only networks without them can be opened.");
    }

    private static JsonObject Write<T>(T value, Option<T>[] options) =>
        new(options.Select(option => KeyValuePair.Create(option.Name, option.Write?.Invoke(value))).Where(pair => pair.Value is not null));

    private static JsonArray Numbers(IntList numbers) => [.. numbers.Select(number => (JsonNode)number)];

    /// <summary>The first name of a value; null, which leaves the option out, for one without a name.</summary>
    private static string? Name<T>(Dictionary<string, T> names, T value) => names.FirstOrDefault(pair => Equals(pair.Value, value)).Key;

    /// <summary>A constructor argument of SMP's: how it is written (null: not at all) and what it changes.</summary>
    private sealed record Option<T>(string Name, Func<T, JsonNode?>? Write, Func<T, Value, T> Read);

    /// <summary>What a file says of an option.</summary>
    private readonly record struct Value(string Option, JsonNode Node)
    {
        public T As<T>()
        {
            try
            {
                return Node.Deserialize<T>()!;
            }
            catch (JsonException)
            {
                throw Wrong(
                    typeof(T) == typeof(int) ? "a whole number"
                    : typeof(T) == typeof(double) ? "a number"
                    : typeof(T) == typeof(bool) ? "true or false"
                    : typeof(T) == typeof(string) ? "a text"
                    : "a list of whole numbers");
            }
        }

        public T Named<T>(Dictionary<string, T> names) => names.TryGetValue(As<string>(), out var value)
            ? value
            : throw new SegBookException($"The option {Option} is '{As<string>()}'; SegBook has {string.Join(", ", names.Keys)}.");

        public JsonObject Object() => Node as JsonObject ?? throw Wrong("an object");

        public SegBookException Wrong(string kind)
        {
            var text = Node.ToJsonString(JsonSerializerOptions.Default);
            return new($"The option {Option} is {(text.Length > 60 ? $"{text[..60]}..." : text)}; it has to be {kind}.");
        }
    }
}
