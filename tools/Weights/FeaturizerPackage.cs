using System.Diagnostics;
using System.Security.Cryptography;
using Onnx;
using SegBook.Models;
using static TorchSharp.torch;

namespace SegBook.Cli.Weights;

/// <summary>ImageNet weights for ResNet-18 from a NuGet package, for machines that reach NuGet but not torchvision's server.</summary>
/// <remarks>
/// Microsoft.ML.DnnImageFeaturizer.ResNet18 (MIT) holds a network that Microsoft trained on ImageNet with CNTK: torchvision's ResNet-18 to the layer, without
/// a classifier, but with a third block in its last stage. That block is left out; what comes before it, all that a ResNet-18 has, is kept as it is.
/// The network had a mean picture subtracted; one for pictures of any size can only take the mean of that picture, a colour.
/// </remarks>
public static class FeaturizerPackage
{
    /// <summary>The package.</summary>
    public const string Id = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    /// <summary>Its version.</summary>
    public const string Version = "0.23.1";

    /// <summary>What may be done with it.</summary>
    public const string Licence = "MIT (Microsoft)";

    /// <summary>Where the block begins that a ResNet-18 has not.</summary>
    private const string Surplus = "layer4.2.";

    private const string NetworkHash = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";
    private const string PreparationHash = "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004";

    /// <summary>NuGet's own cache, where the package ends up.</summary>
    private static string Packages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Where NuGet keeps the package's networks, whether they are there or not.</summary>
    public static string Folder => Path.Combine(Packages, Id.ToLowerInvariant(), Version, "tools", "DnnImageModels");

    /// <summary>Fetches the package, converts its network, and puts it into the cache.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="SegBookException">The package could not be had, or it holds something else.</exception>
    public static async Task<string> Provide(PretrainedSource source, string folder, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        var name = source.ConvertedFileName ?? throw new SegBookException($"NuGet has no '{source.Weights}' weights for {source.Encoder}, only 'imagenet' for resnet18.");
        await Restore(cancel).ConfigureAwait(false);
        using var scope = NewDisposeScope();
        var target = Path.Combine(folder, name);
        Safetensors.Write(target, Convert(Folder), new Dictionary<string, string>
        {
            ["origin"] = $"NuGet package {Id} {Version}, ResNet18.onnx, SHA-256 {NetworkHash}; without its third block in layer4; first layer adapted to SegBook's normalisation",
            ["licence"] = $"{Licence}; trained on ImageNet with CNTK",
        });
        return target;
    }

    /// <summary>The package's network under torchvision's keys, for the library's normalised pictures.</summary>
    /// <param name="folder">The package's <c>tools/DnnImageModels</c>.</param>
    public static Dictionary<string, Tensor> Convert(string folder)
    {
        var network = Checked(Path.Combine(folder, "ResNet18Onnx", "ResNet18.onnx"), NetworkHash);
        var preparation = Checked(Path.Combine(folder, "ResNetPrepOnnx", "ResNetPreprocess.onnx"), PreparationHash);
        var weights = OnnxResNet.Read(network);
        foreach (var name in weights.Keys.Where(name => name.StartsWith(Surplus, StringComparison.Ordinal)).ToArray())
        {
            weights.Remove(name, out var weight);
            weight?.Dispose();
        }

        InputAdaptation.Apply(weights, MeanColour(preparation));
        return weights;
    }

    /// <summary>Mean blue, green and red of the picture [1, 3, 224, 224] that is subtracted.</summary>
    private static double[] MeanColour(string path)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(path);
        var picture = OnnxGraph.ToTensor(ModelProto.Parser.ParseFrom(file).Graph.Initializer.Single());
        return picture.to(float64).mean([0, 2, 3]).data<double>().ToArray();
    }

    private static string Checked(string path, string hash)
    {
        if (!File.Exists(path))
        {
            throw new SegBookException($"There is no {path}: the package {Id} {Version} holds something else than it did.");
        }

        using var file = File.OpenRead(path);
        var actual = System.Convert.ToHexStringLower(SHA256.HashData(file));
        return actual == hash ? path : throw new SegBookException($"{path} has the SHA-256 {actual} instead of {hash}: it is damaged or another file. Delete {Path.GetFullPath(Path.Combine(path, "..", "..", "..", ".."))} and fetch it again.");
    }

    /// <summary>Lets NuGet fetch the package from wherever this machine's NuGet is set up to.</summary>
    private static async Task Restore(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-weights");
        try
        {
            var project = Path.Combine(folder.FullName, "fetch.csproj");
            await File.WriteAllTextAsync(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                    <RestorePackagesPath>{Packages}</RestorePackagesPath>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageDownload Include="{Id}" Version="[{Version}]" />
                  </ItemGroup>
                </Project>
                """, cancel).ConfigureAwait(false);
            var start = new ProcessStartInfo("dotnet", ["restore", project, "-v", "q", "-nologo"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start) ?? throw new SegBookException("dotnet could not be started.");
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel)).ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw new SegBookException($"NuGet did not give the package {Id} {Version}: {string.Concat(said).Replace(project, "", StringComparison.Ordinal).Trim()}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
