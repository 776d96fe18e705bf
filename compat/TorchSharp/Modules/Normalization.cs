using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalisation by statistics that may be remembered from batch to batch.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))] internal Parameter _bias;
    [ComponentName(Name = nameof(weight))] internal Parameter _weight;
    [ComponentName(Name = nameof(running_mean))] internal Tensor _running_mean;
    [ComponentName(Name = nameof(running_var))] internal Tensor _running_var;
    [ComponentName(Name = nameof(num_batches_tracked))] internal Tensor _num_batches_tracked;

    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype, string name) : base(name)
    {
        (this.num_features, this.eps, this.momentum, this.affine, this.track_running_stats) = (num_features, eps, momentum, affine, track_running_stats);
        if (affine)
        {
            weight = new Parameter(empty([num_features], dtype, device));
            bias = new Parameter(empty([num_features], dtype, device));
        }

        if (track_running_stats)
        {
            running_mean = empty([num_features], dtype, device);
            running_var = empty([num_features], dtype, device);
            num_batches_tracked = zeros([], dtype ?? ScalarType.Int64, device);
        }

        reset_parameters();
    }

    public long num_features { get; }
    public double eps { get; set; }
    public double? momentum { get; set; }
    public bool affine { get; }
    public bool track_running_stats { get; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }
    public Parameter bias { get => _bias; set => Set(ref _bias, value); }
    public Tensor running_mean { get => _running_mean; set => Set(ref _running_mean, value); }
    public Tensor running_var { get => _running_var; set => Set(ref _running_var, value); }
    public Tensor num_batches_tracked { get => _num_batches_tracked; set => Set(ref _num_batches_tracked, value); }

    protected abstract void ValidateInputDimensions(Tensor input);

    internal static void CheckRank(Tensor input, int least, int most)
    {
        if (input.dim() < least || input.dim() > most)
            throw new ArgumentException($"expected {(least == most ? $"{least}D" : $"{least}D or {most}D")} input, but got {input.dim()}D input.");
    }

    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        nn.init.zeros_(running_mean);
        nn.init.ones_(running_var);
        nn.init.zeros_(num_batches_tracked);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine)
            return;
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
    }
}

public abstract class BatchNorm : NormBase
{
    public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var factor = momentum ?? 0;
        if (training && num_batches_tracked is not null)
        {
            Aten.Run("add_.Scalar", num_batches_tracked, 1L);
            // Without a momentum, the running statistics are the mean of all batches.
            factor = momentum ?? 1.0 / num_batches_tracked.ToInt64();
        }

        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, factor, eps);
    }
}

public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track, Device device, ScalarType? dtype)
        : base(features, eps, momentum, affine, track, device, dtype, nameof(BatchNorm1d)) { }

    protected override void ValidateInputDimensions(Tensor input) => CheckRank(input, 2, 3);
}

public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track, Device device, ScalarType? dtype)
        : base(features, eps, momentum, affine, track, device, dtype, nameof(BatchNorm2d)) { }

    protected override void ValidateInputDimensions(Tensor input) => CheckRank(input, 4, 4);
}

public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name) { }

    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var features = (int)(input.dim() - GetNumberOfBatchDimensions());
        if (input.shape[features] != num_features)
            throw new ArgumentException($"expected input's size at dim={features} to match num_features ({num_features}), but got: {input.shape[features]}.");
        using var batch = features == 0 ? input.unsqueeze(0) : input.alias();
        var result = nn.functional.instance_norm(batch, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
        if (features != 0)
            return result;
        using (result)
            return result.squeeze(0);
    }
}

public sealed class InstanceNorm2d : InstanceNorm
{
    // The name is the real library's: it calls this one 1d.
    internal InstanceNorm2d(long features, double eps, double momentum, bool affine, bool track, Device device, ScalarType? dtype)
        : base(features, eps, momentum, affine, track, device, dtype, "InstanceNorm1d") { }

    protected override long GetNumberOfBatchDimensions() => 3;

    protected override void ValidateInputDimensions(Tensor input) => CheckRank(input, 3, 4);
}

public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))] private Parameter _bias;
    [ComponentName(Name = nameof(weight))] private Parameter _weight;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device device, ScalarType? dtype) : base(nameof(GroupNorm))
    {
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        if (!affine)
            return;
        // The real library leaves these uninitialised; PyTorch's values are as good as any.
        weight = new Parameter(ones([num_channels], dtype, device));
        bias = new Parameter(zeros([num_channels], dtype, device));
    }

    public long num_groups { get; set; }
    public double eps { get; set; }
    public bool affine { get; set; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }
    public Parameter bias { get => _bias; set => Set(ref _bias, value); }

    public override Tensor forward(Tensor tensor) => tensor.dim() < 3
        ? throw new ArgumentException($"Invalid number of dimensions for GroupNorm argument: {tensor.dim()}")
        : nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}

public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))] private Parameter _bias;
    [ComponentName(Name = nameof(weight))] private Parameter _weight;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device device, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (elementwise_affine)
            weight = new Parameter(empty(normalized_shape, dtype, device));
        if (elementwise_affine && bias)
            this.bias = new Parameter(empty(normalized_shape, dtype, device));
        reset_parameters();
    }

    public long[] normalized_shape { get; set; }
    public double eps { get; set; }
    public bool elementwise_affine { get; set; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }
    public Parameter bias { get => _bias; set => Set(ref _bias, value); }

    public void reset_parameters()
    {
        if (elementwise_affine)
            nn.init.ones_(weight);
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
