using System.Security.Cryptography;

namespace SegBook.Models;

/// <summary>What came of looking for pretrained weights.</summary>
/// <param name="Loaded">Whether the encoder has them now.</param>
/// <param name="Message">What was loaded, or what to do to have them; a sentence for a notebook.</param>
public readonly record struct PretrainedResult(bool Loaded, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}

/// <summary>The cache of pretrained encoder weights, <c>data/weights</c>. Notebooks use what is there; <c>./segbook weights</c> puts it there.</summary>
public static class PretrainedWeights
{
    /// <summary>The cache: what SEGBOOK_WEIGHTS names, else <c>data/weights</c> of the checkout that the current folder is in.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("SEGBOOK_WEIGHTS") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Workbook.FindRoot(Environment.CurrentDirectory), "data", "weights");

    /// <summary>Loads the encoder's weights from the cache if they are there; without them the network keeps what it has.</summary>
    /// <param name="model">The network.</param>
    /// <param name="weights">imagenet (default), imagenet-v2, ssl or swsl; "none" loads nothing.</param>
    /// <param name="folder">The cache, if it is not <see cref="Folder"/>.</param>
    /// <exception cref="SegBookException">There is no such pair of encoder and weights, or the file in the cache is damaged.</exception>
    public static PretrainedResult TryLoad(SegmentationModel model, string weights = "imagenet", string? folder = null)
    {
        var encoder = model.Config.Encoder;
        if (weights is "none" or "")
        {
            return new(false, $"The {encoder} encoder starts from random weights, as asked for.");
        }

        var source = PretrainedSource.Of(encoder, weights);
        if (Find(source, folder ?? Folder) is not { } path)
        {
            var option = weights == "imagenet" ? "" : $" --weights {weights}";
            return new(false, $"The {encoder} encoder starts from random weights: its '{weights}' weights are not in {folder ?? Folder}. Run ./segbook weights {encoder}{option} to fetch them.");
        }

        using var file = WeightsFile.Read(path);
        model.LoadEncoder(file.Tensors);
        return new(true, $"The {encoder} encoder starts from '{weights}' weights ({Path.GetFileName(path)}).");
    }

    /// <summary>The cached file, or null: under its official name, SMP's <c>model.safetensors</c> as <c>resnet18.imagenet.safetensors</c>, or the <see cref="PretrainedSource.ConvertedFileName"/>.</summary>
    public static string? Find(PretrainedSource source, string folder) =>
        new[] { source.FileName, $"{source.Encoder}.{source.Weights}.safetensors", source.ConvertedFileName }.OfType<string>().Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The file that <see cref="TryLoad"/> takes, by name and SHA-256, for a run's record; null when there is none.</summary>
    public static string? Describe(string encoder, string weights, string? folder = null) =>
        Find(PretrainedSource.Of(encoder, weights), folder ?? Folder) is { } path ? $"{Path.GetFileName(path)}, SHA-256 {Hash(path)}" : null;

    /// <summary>A file's SHA-256 in hexadecimal digits.</summary>
    internal static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
