using TorchSharp;

namespace SegBook.Tests.Support;

/// <summary>A test that needs an NVIDIA GPU and a libtorch that can use it, skipped where either is missing.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    /// <summary>Skipped without CUDA.</summary>
    public CudaFactAttribute() => Skip = torch.cuda.is_available() ? null : "needs CUDA, which is not here";
}
