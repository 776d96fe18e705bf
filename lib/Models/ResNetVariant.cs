namespace SegBook.Models;

/// <summary>A row of He et al. 2016, table 1: what tells one ResNet from another.</summary>
/// <param name="Name">SMP's and torchvision's name.</param>
/// <param name="Bottleneck">Whether blocks squeeze to a quarter of their width (1x1, 3x3, 1x1) or not (3x3, 3x3).</param>
/// <param name="Blocks">Residual blocks in each of the four stages.</param>
internal sealed record ResNetVariant(string Name, bool Bottleneck, IntList Blocks)
{
    public static IReadOnlyList<ResNetVariant> All { get; } =
    [
        new("resnet18", Bottleneck: false, [2, 2, 2, 2]),
        new("resnet34", Bottleneck: false, [3, 4, 6, 3]),
        new("resnet50", Bottleneck: true, [3, 4, 6, 3]),
        new("resnet101", Bottleneck: true, [3, 4, 23, 3]),
        new("resnet152", Bottleneck: true, [3, 8, 36, 3]),
    ];

    /// <summary>How much wider a block's output is than its inner convolutions.</summary>
    public int Expansion => Bottleneck ? 4 : 1;

    public static ResNetVariant Of(string name) =>
        All.FirstOrDefault(variant => variant.Name == name)
        ?? throw new SegBookException($"There is no encoder '{name}'. Use one of {string.Join(", ", All.Select(variant => variant.Name))}.");
}
