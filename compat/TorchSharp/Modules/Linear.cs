using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))] private Parameter _bias;
    [ComponentName(Name = nameof(weight))] private Parameter _weight;

    internal Linear(Parameter weight, Parameter bias) : base(nameof(Linear))
    {
        (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        (this.weight, this.bias) = (weight, bias);
    }

    internal Linear(long inputs, long outputs, bool hasBias, Device device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputs, outputs);
        weight = new Parameter(empty([outputs, inputs], dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias)
            return;
        bias = new Parameter(empty([outputs], dtype, device));
        var bound = inputs > 0 ? 1 / Math.Sqrt(inputs) : 0;
        nn.init.uniform_(bias, -bound, bound);
    }

    public long in_features { get; set; }
    public long out_features { get; set; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }
    public Parameter bias { get => _bias; set => Set(ref _bias, value); }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}

public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter _weight;
    private readonly long _padding;
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaled, _sparse;

    internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse) : base("torch::nn::EmbeddingImpl")
    {
        this.weight = weight;
        (_padding, _maxNorm, _normType, _scaled, _sparse) = (padding_idx ?? -1, max_norm, norm_type, scale_grad_by_freq, sparse);
        if (padding_idx < 0)
            _padding += weight.shape[0];
    }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }

    public override Tensor forward(Tensor input)
    {
        if (_maxNorm is { } most)
        {
            using var frozen = no_grad();
            Aten.Run("embedding_renorm_", weight, input, most, _normType);
        }

        return Aten.Call("embedding", weight, input, _padding, _scaled, _sparse);
    }
}

public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter _weight;

    internal PReLU(long num_parameters, double init, Device device, ScalarType? dtype) : base(nameof(PReLU))
    {
        (this.num_parameters, this.init) = (num_parameters, init);
        weight = new Parameter(full([num_parameters], init, dtype ?? get_default_dtype(), device));
    }

    public long num_parameters { get; }
    public double init { get; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }

    public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
}
