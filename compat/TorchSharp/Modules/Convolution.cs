using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What convolutions and transposed ones have in common: weight, bias and geometry.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))] internal Parameter _bias;
    [ComponentName(Name = nameof(weight))] internal Parameter _weight;
    private long[] _edges;

    internal Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device device, ScalarType? dtype) : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        (this.in_channels, this.out_channels, this.kernel_size, this.stride, this.dilation) = (in_channels, out_channels, kernel_size, stride, dilation);
        (this.transposed, this.output_padding, this.groups, this.padding_mode) = (transposed, output_padding, groups, padding_mode);
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding);

        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = new Parameter(empty([.. channels, .. kernel_size], dtype, device));
        if (bias)
            this.bias = new Parameter(empty([out_channels], dtype, device));
        reset_parameters();
    }

    public long in_channels { get; }
    public long out_channels { get; }
    public bool transposed { get; }
    public Padding? padding_type { get; private set; }
    public long[] padding { get; private set; }
    public PaddingModes padding_mode { get; set; }
    public long groups { get; set; }
    public long[] kernel_size { get; set; }
    public long[] stride { get; set; }
    public long[] dilation { get; set; }
    public long[] output_padding { get; set; }

    public Parameter weight { get => _weight; set => Set(ref _weight, value); }

    public Parameter bias { get => _bias; set => Set(ref _bias, value); }

    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (bias is not null && fanIn != 0)
            nn.init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
    }

    public void SetPadding(long[] padding)
    {
        (padding_type, this.padding) = (null, padding);
        _edges = [.. padding.Reverse().SelectMany(p => new[] { p, p })];
    }

    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding == Padding.Same && stride.Any(s => s != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        (padding_type, this.padding) = (padding, null);
        _edges = [.. kernel_size.Zip(dilation, (k, d) => padding == Padding.Same ? d * (k - 1) : 0).Reverse().SelectMany(total => new[] { total / 2, total - (total / 2) })];
    }

    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) || (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    /// <summary>Convolves; other borders than zeros are padded on first.</summary>
    internal Tensor Convolve(Tensor input, int dimensions)
    {
        if (!ValidateShape(input, dimensions))
            throw new ArgumentException($"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to {GetType().Name}.");
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = nn.functional.pad(input, _edges, padding_mode);
            return Aten.Call($"conv{dimensions}d", padded, weight, bias, stride, new long[dimensions], dilation, groups);
        }

        return padding_type is { } type
            ? Aten.Call($"conv{dimensions}d.padding", input, weight, bias, stride, type == Padding.Same ? "same" : "valid", dilation, groups)
            : Aten.Call(dimensions == 2 ? "conv2d" : "conv1d", input, weight, bias, stride, padding, dilation, groups);
    }
}

public sealed class Conv1d : Convolution
{
    internal Conv1d(long inputs, long outputs, long[] kernel, long[] stride, long[] padding, Padding? type, long[] dilation, PaddingModes mode, long groups, bool bias, Device device, ScalarType? dtype)
        : base(nameof(Conv1d), inputs, outputs, kernel, stride, padding, type, dilation, false, [0], groups, bias, mode, device, dtype) { }

    public override Tensor forward(Tensor input) => Convolve(input, 1);
}

public sealed class Conv2d : Convolution
{
    internal Conv2d(long inputs, long outputs, long[] kernel, long[] stride, long[] padding, Padding? type, long[] dilation, PaddingModes mode, long groups, bool bias, Device device, ScalarType? dtype)
        : base(nameof(Conv2d), inputs, outputs, kernel, stride, padding, type, dilation, false, [0, 0], groups, bias, mode, device, dtype) { }

    public override Tensor forward(Tensor input) => Convolve(input, 2);
}

public abstract class ConvolutionTranspose : Convolution
{
    internal ConvolutionTranspose(string name, long inputs, long outputs, long[] kernel, long[] stride, long[] padding, long[] dilation, long[] outputPadding, long groups, bool bias, PaddingModes mode, Device device, ScalarType? dtype)
        : base(name, inputs, outputs, kernel, stride, padding, null, dilation, true, outputPadding, groups, bias, mode, device, dtype) { }

    public override Tensor forward(Tensor input) => forward(input, null);

    public abstract Tensor forward(Tensor input, long[] output_size);
}

public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(long inputs, long outputs, long[] kernel, long[] stride, long[] padding, long[] dilation, long[] outputPadding, long groups, bool bias, PaddingModes mode, Device device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), inputs, outputs, kernel, stride, padding, dilation, outputPadding, groups, bias, mode, device, dtype) { }

    public override Tensor forward(Tensor input, long[] output_size)
    {
        if (!ValidateShape(input, 2))
            throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to ConvTranspose2d.");
        return nn.functional.conv_transpose2d(input, weight, bias, stride, padding, OutputPadding(input, output_size), dilation, groups);
    }

    // The smallest output that the geometry gives, and up to a stride more on the far side, can be asked for.
    private long[] OutputPadding(Tensor input, long[] output_size)
    {
        if (output_size is null)
            return output_padding;
        if (output_size.Length != 2 && output_size.Length != input.dim())
            throw new ArgumentException($"ConvTranspose2D: for {input.dim()}D input, output_size must have 2 or {input.dim()} elements (got {output_size.Length})", nameof(input));
        var wanted = output_size[^2..];
        var extra = new long[2];
        for (var d = 0; d < 2; d++)
        {
            var least = ((input.shape[^(2 - d)] - 1) * stride[d]) - (2 * padding[d]) + (dilation[d] * (kernel_size[d] - 1)) + 1;
            extra[d] = wanted[d] - least;
            if (extra[d] < 0 || extra[d] >= stride[d])
                throw new ArgumentException($"Requested an output size of {wanted[d]}, but valid sizes range from {least} to {least + stride[d] - 1}");
        }

        return extra;
    }
}
