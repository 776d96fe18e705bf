using System.Security.Cryptography;

namespace SegBook.Models;

/// <summary>The cache of pretrained encoder weights, <c>data/weights</c>. Notebooks use what is there; <c>./segbook weights</c> puts it there.</summary>
public static class PretrainedWeights
{
    /// <summary>The cache: what SEGBOOK_WEIGHTS names, else <c>data/weights</c> of the checkout that the current folder is in.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("SEGBOOK_WEIGHTS") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Workbook.FindRoot(Environment.CurrentDirectory), "data", "weights");

    /// <summary>Loads weights (imagenet, imagenet-v2, ssl or swsl) into the encoder, from the cache if no other folder is given. Returns the file's path.</summary>
    /// <exception cref="SegBookException">There is no such pair, or its file is not in the cache or damaged; the network is as it was.</exception>
    public static string Load(SegmentationModel model, string weights = "imagenet", string? folder = null)
    {
        var source = PretrainedSource.Of(model.Config.Encoder, weights);
        var path = Find(source, folder ?? Folder) ?? throw new SegBookException(
            $"The '{weights}' weights of {source.Encoder} are not in {folder ?? Folder}. " +
            $"Run ./segbook weights {source.Encoder} --weights {weights} to fetch them, or set weights to null to start from random ones.");
        using var file = WeightsFile.Read(path);
        model.LoadEncoder(file.Tensors);
        return path;
    }

    /// <summary>The cached file, or null: the official one, SMP's (<c>resnet18.imagenet.safetensors</c>), or the converted one.</summary>
    public static string? Find(PretrainedSource source, string folder)
    {
        string?[] names = [source.FileName, $"{source.Encoder}.{source.Weights}.safetensors", source.ConvertedFileName];
        return names.OfType<string>().Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The file that <see cref="Load"/> takes, by name and SHA-256, for a run's record; null when there is none.</summary>
    public static string? Describe(string encoder, string weights, string? folder = null) =>
        Find(PretrainedSource.Of(encoder, weights), folder ?? Folder) is { } path ? $"{Path.GetFileName(path)}, SHA-256 {Hash(path)}" : null;

    /// <summary>A file's SHA-256 in hexadecimal digits.</summary>
    internal static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>An official file of pretrained encoder weights. The name ends in the first eight digits of the file's SHA-256.</summary>
public sealed record PretrainedSource(string Encoder, string Weights, string FileName, string Site, string Licence)
{
    private const string TorchVision = "https://download.pytorch.org/models/";
    private const string Facebook = "https://dl.fbaipublicfiles.com/semiweaksupervision/model_files/";
    private const string Bsd = "BSD-3-Clause (torchvision)";
    private const string NonCommercial = "CC BY-NC 4.0 (no commercial use)";

    /// <summary>Every file that is known.</summary>
    public static IReadOnlyList<PretrainedSource> All { get; } =
    [
        new("resnet18", "imagenet", "resnet18-f37072fd.pth", TorchVision, Bsd),
        new("resnet34", "imagenet", "resnet34-b627a593.pth", TorchVision, Bsd),
        new("resnet50", "imagenet", "resnet50-0676ba61.pth", TorchVision, Bsd),
        new("resnet101", "imagenet", "resnet101-63fe2227.pth", TorchVision, Bsd),
        new("resnet152", "imagenet", "resnet152-394f9c45.pth", TorchVision, Bsd),
        new("resnet50", "imagenet-v2", "resnet50-11ad3fa6.pth", TorchVision, Bsd),
        new("resnet101", "imagenet-v2", "resnet101-cd907fc2.pth", TorchVision, Bsd),
        new("resnet152", "imagenet-v2", "resnet152-f82ba261.pth", TorchVision, Bsd),
        new("resnet18", "ssl", "semi_supervised_resnet18-d92f0530.pth", Facebook, NonCommercial),
        new("resnet50", "ssl", "semi_supervised_resnet50-08389792.pth", Facebook, NonCommercial),
        new("resnet18", "swsl", "semi_weakly_supervised_resnet18-118f1556.pth", Facebook, NonCommercial),
        new("resnet50", "swsl", "semi_weakly_supervised_resnet50-16a12f1b.pth", Facebook, NonCommercial),
    ];

    /// <summary>The address to fetch it from.</summary>
    public Uri Address => new(Site + FileName);

    /// <summary>The file that does in its place, if any: Microsoft.ML.DnnImageFeaturizer.ResNet18's, which <c>./segbook weights resnet18 --source nuget</c> converts.</summary>
    public string? ConvertedFileName => this is { Encoder: "resnet18", Weights: "imagenet" } ? "resnet18.imagenet-cntk.safetensors" : null;

    /// <summary>The file for an encoder.</summary>
    /// <exception cref="SegBookException">There is none by that name.</exception>
    public static PretrainedSource Of(string encoder, string weights = "imagenet")
    {
        ResNetVariant.Of(encoder);
        var known = All.Where(source => source.Encoder == encoder).ToArray();
        return Array.Find(known, source => source.Weights == weights)
            ?? throw new SegBookException($"There are no weights '{weights}' for {encoder}, only {string.Join(", ", known.Select(source => $"'{source.Weights}'"))}.");
    }
}
