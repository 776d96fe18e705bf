using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegBook.Models;

/// <summary>A <see cref="ModelConfig"/> in the form of SMP's <c>config.json</c>: constructor arguments by SMP's names, and the class under <c>_model_class</c>.</summary>
public static class SmpConfig
{
    private static readonly (Architecture Architecture, string? Name)[] Classes =
        [(Architecture.UNet, "Unet"), (Architecture.PSPNet, "PSPNet"), (Architecture.DeepLabV3Plus, "DeepLabV3Plus")];

    private static readonly (DecoderInterpolation Value, string? Name)[] Interpolations =
    [
        (DecoderInterpolation.Nearest, "nearest"), (DecoderInterpolation.NearestExact, "nearest-exact"), (DecoderInterpolation.Bilinear, "bilinear"),
        (DecoderInterpolation.Bicubic, "bicubic"), (DecoderInterpolation.Area, "area"),
    ];

    private static readonly (HeadActivation Value, string? Name)[] Activations =
    [
        (HeadActivation.None, null), (HeadActivation.None, "identity"), (HeadActivation.Sigmoid, "sigmoid"), (HeadActivation.Softmax, "softmax2d"),
        (HeadActivation.Softmax, "softmax"), (HeadActivation.LogSoftmax, "logsoftmax"), (HeadActivation.Tanh, "tanh"),
    ];

    private static readonly (NormKind Value, string? Name)[] Norms =
        [(NormKind.Batch, "batchnorm"), (NormKind.Instance, "instancenorm"), (NormKind.None, "identity")];

    /// <summary>Reads SMP's form; what is left out has SMP's default, and names that begin with an underscore are passed over.</summary>
    /// <exception cref="SegBookException">The class or an option is one that SegBook does not have.</exception>
    public static ModelConfig Read(JsonObject json)
    {
        var options = new SmpOptions(json);
        var architecture = One(Classes, options.Text("_model_class", null), "_model_class");
        options.Skip("encoder_weights");
        var config = new ModelConfig
        {
            Architecture = architecture,
            Encoder = options.Text("encoder_name", "resnet34")!,
            Classes = options.Int("classes", 1),
            InChannels = options.Int("in_channels", 3),
            EncoderDepth = options.OptionalInt("encoder_depth"),
            Activation = Activation(options.Text("activation", null)),
            Auxiliary = options.Object("aux_params") is { } auxiliary ? ReadAuxiliary(auxiliary) : null,
        };
        config = architecture switch
        {
            Architecture.UNet => ReadUNet(config, options),
            Architecture.PSPNet => ReadPSPNet(config, options),
            _ => ReadDeepLab(config, options),
        };
        options.RefuseTheRest(architecture.ToString());
        config.Validate();
        return config.Simplified();
    }

    /// <summary>Writes SMP's form, with every option stated and without ImageNet weights to fetch.</summary>
    public static JsonObject Write(ModelConfig config)
    {
        var json = new JsonObject
        {
            ["_model_class"] = Classes.First(row => row.Architecture == config.Architecture).Name,
            ["encoder_name"] = config.Encoder,
            ["encoder_depth"] = config.Depth,
            ["encoder_weights"] = null,
            ["in_channels"] = config.InChannels,
            ["classes"] = config.Classes,
            ["activation"] = Name(config.Activation),
            ["aux_params"] = config.Auxiliary is { } auxiliary ? WriteAuxiliary(auxiliary) : null,
        };
        var own = config.Architecture switch
        {
            Architecture.UNet => WriteUNet(config),
            Architecture.PSPNet => WritePSPNet(config),
            _ => WriteDeepLab(config),
        };
        foreach (var (name, value) in own)
        {
            json[name] = value;
        }

        return json;
    }

    private static Dictionary<string, JsonNode?> WriteUNet(ModelConfig config) => new()
    {
        ["decoder_channels"] = Numbers(config.Widths),
        ["decoder_use_norm"] = WriteNorm(config.DecoderNorm),
        ["decoder_attention_type"] = config.DecoderAttention == DecoderAttention.Scse ? "scse" : null,
        ["decoder_interpolation"] = Interpolations.First(row => row.Value == config.DecoderInterpolation).Name,
    };

    private static Dictionary<string, JsonNode?> WritePSPNet(ModelConfig config) => new()
    {
        ["psp_out_channels"] = config.Widths[0],
        ["decoder_use_norm"] = WriteNorm(config.DecoderNorm),
        ["psp_dropout"] = config.Dropout,
        ["upsampling"] = config.Upsampling ?? config.NaturalUpsampling,
    };

    private static Dictionary<string, JsonNode?> WriteDeepLab(ModelConfig config) => new()
    {
        ["encoder_output_stride"] = config.EncoderOutputStride,
        ["decoder_channels"] = config.Widths[0],
        ["decoder_atrous_rates"] = Numbers(config.AtrousRates),
        ["decoder_aspp_separable"] = config.AsppSeparable,
        ["decoder_aspp_dropout"] = config.Dropout,
        ["upsampling"] = config.Upsampling ?? config.NaturalUpsampling,
    };

    private static ModelConfig ReadUNet(ModelConfig config, SmpOptions options) => config with
    {
        DecoderChannels = options.Ints("decoder_channels"),
        DecoderNorm = ReadNorm(options.Take("decoder_use_norm") ?? options.Take("decoder_use_batchnorm")),
        DecoderAttention = options.Text("decoder_attention_type", null) switch
        {
            null => DecoderAttention.None,
            "scse" => DecoderAttention.Scse,
            var other => throw Unknown("decoder_attention_type", other, ["scse"]),
        },
        DecoderInterpolation = One(Interpolations, options.Text("decoder_interpolation", "nearest"), "decoder_interpolation"),
    };

    private static ModelConfig ReadPSPNet(ModelConfig config, SmpOptions options) => config with
    {
        DecoderChannels = options.OptionalInt("psp_out_channels") is { } width ? [width] : null,
        DecoderNorm = ReadNorm(options.Take("decoder_use_norm") ?? options.Take("psp_use_batchnorm")),
        DecoderDropout = options.OptionalDouble("psp_dropout"),
        Upsampling = options.Int("upsampling", 8),
    };

    private static ModelConfig ReadDeepLab(ModelConfig config, SmpOptions options) => config with
    {
        EncoderOutputStride = options.Int("encoder_output_stride", 16),
        DecoderChannels = options.OptionalInt("decoder_channels") is { } width ? [width] : null,
        AtrousRates = options.Ints("decoder_atrous_rates") ?? [12, 24, 36],
        AsppSeparable = options.Bool("decoder_aspp_separable", true),
        DecoderDropout = options.OptionalDouble("decoder_aspp_dropout"),
        Upsampling = options.Int("upsampling", 4),
    };

    private static DecoderNorm ReadNorm(JsonNode? node)
    {
        switch (node?.GetValueKind())
        {
            case null or JsonValueKind.True:
                return DecoderNorm.Batch;
            case JsonValueKind.False:
                return DecoderNorm.None;
            case JsonValueKind.String:
                return new DecoderNorm { Kind = One(Norms, node.GetValue<string>(), "decoder_use_norm") };
        }

        var options = new SmpOptions(node as JsonObject ?? throw new SegBookException($"decoder_use_norm is {node.ToJsonString()}; it has to be true, false, a name, or an object with a type."));
        var norm = new DecoderNorm
        {
            Kind = One(Norms, options.Text("type", null), "decoder_use_norm.type"),
            Epsilon = options.OptionalDouble("eps") ?? 1e-5,
            Momentum = options.OptionalDouble("momentum") ?? 0.1,
            Affine = options.OptionalBool("affine"),
            TrackRunningStatistics = options.OptionalBool("track_running_stats"),
        };
        options.RefuseTheRest("decoder_use_norm");
        return norm;
    }

    private static JsonNode WriteNorm(DecoderNorm norm)
    {
        var name = Norms.First(row => row.Value == norm.Kind).Name;
        if (norm == new DecoderNorm { Kind = norm.Kind })
        {
            return name!;
        }

        var json = new JsonObject { ["type"] = name, ["eps"] = norm.Epsilon, ["momentum"] = norm.Momentum };
        if (norm.Affine is { } affine)
        {
            json["affine"] = affine;
        }

        if (norm.TrackRunningStatistics is { } track)
        {
            json["track_running_stats"] = track;
        }

        return json;
    }

    private static AuxiliaryHead ReadAuxiliary(JsonObject json)
    {
        var options = new SmpOptions(json);
        var head = new AuxiliaryHead
        {
            Classes = options.Int("classes", 1),
            MaxPooling = options.Text("pooling", "avg") switch
            {
                "avg" => false,
                "max" => true,
                var other => throw Unknown("aux_params.pooling", other, ["avg", "max"]),
            },
            Dropout = options.OptionalDouble("dropout") ?? 0.2,
            Activation = Activation(options.Text("activation", null)),
        };
        options.RefuseTheRest("aux_params");
        return head;
    }

    private static JsonObject WriteAuxiliary(AuxiliaryHead head) => new()
    {
        ["classes"] = head.Classes,
        ["pooling"] = head.MaxPooling ? "max" : "avg",
        ["dropout"] = head.Dropout,
        ["activation"] = Name(head.Activation),
    };

    private static HeadActivation Activation(string? name) => One(Activations, name, "activation");

    private static string? Name(HeadActivation activation) => Activations.First(row => row.Value == activation).Name;

    private static JsonArray Numbers(IntList numbers) => [.. numbers.Select(number => (JsonNode)number)];

    private static T One<T>((T Value, string? Name)[] table, string? name, string option)
    {
        foreach (var row in table)
        {
            if (row.Name == name)
            {
                return row.Value;
            }
        }

        throw Unknown(option, name, table.Select(row => row.Name).Where(known => known is not null));
    }

    private static SegBookException Unknown(string option, string? value, IEnumerable<string?> known) => new(string.Create(
        CultureInfo.InvariantCulture, $"The option {option} is {(value is null ? "missing" : $"'{value}'")}; SegBook has {string.Join(", ", known)}."));
}
