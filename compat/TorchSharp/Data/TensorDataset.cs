using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Tensors of the same length: item i is row i of each.</summary>
public sealed class TensorDataset : utils.data.IterableDataset
{
    private readonly Tensor[] _tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        if (tensors is null || tensors.Length == 0)
            throw new ArgumentNullException(nameof(tensors));
        if (tensors.Any(t => t.shape[0] != tensors[0].shape[0]))
            throw new ArgumentException("All tensors must have the same first dimension size.", nameof(tensors));
        _tensors = Array.ConvertAll(tensors, t => t.alias().DetachFromDisposeScope());
    }

    public override long Count => _tensors[0].shape[0];

    public IList<Tensor> this[long index] => Array.ConvertAll(_tensors, t => t[index]);

    public override IList<Tensor> GetTensor(long index) => this[index];

    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
    }
}
