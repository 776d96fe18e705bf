using System.Linq;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultDtype = ScalarType.Float32;

    public static ScalarType get_default_dtype() => _defaultDtype;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype)) throw new ArgumentException("only floating-point types are supported as the default type");
        _defaultDtype = dtype;
    }

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device device = null, bool requires_grad = false)
    {
        var whole = new[] { start, stop, step }.All(number => number.Kind != Arg.Kind.Double);
        dtype ??= whole ? ScalarType.Int64 : _defaultDtype;
        return WithGrad(Aten.Call("arange.start_step", start, stop, step, dtype, Arg.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        WithGrad(Aten.Call("linspace", start, end, steps, dtype ?? _defaultDtype, Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        WithGrad(Aten.Call("logspace", start, end, steps, @base, dtype ?? _defaultDtype, Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) =>
        WithGrad(
            Aten.Call("eye.m", rows, columns == -1 ? rows : columns, dtype ?? _defaultDtype, Arg.None, InitializeDevice(device)),
            requires_grad,
            names);

    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) =>
        input.zeros_like(dtype, device, requires_grad);

    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) =>
        input.ones_like(dtype, device, requires_grad);

    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) =>
        input.empty_like(dtype, device, requires_grad);

    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) =>
        input.full_like(value, dtype, device, requires_grad);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        input.rand_like(dtype, device, requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    /// <summary>A factory operator that takes a size and the options.</summary>
    private static Tensor Made(string op, long[] size, ScalarType? dtype, Device device, bool grad, string[] names) =>
        WithGrad(
            Aten.Call(op == "empty" ? "empty.memory_format" : op, size, dtype ?? _defaultDtype, Arg.None, InitializeDevice(device)),
            grad,
            names);

    private static Tensor Filled(long[] size, Scalar value, ScalarType? dtype, Device device, bool grad, string[] names)
    {
        dtype ??= value.Kind == Arg.Kind.Double ? _defaultDtype : ScalarType.Int64;
        return WithGrad(Aten.Call("full", size, value, dtype, Arg.None, InitializeDevice(device)), grad, names);
    }

    private static Tensor Drawn(string op, long[] size, ScalarType? dtype, Device device, bool grad, Generator generator, string[] names)
    {
        if (dtype is { } asked && is_integral(asked))
            throw new ArgumentException($"torch.{op}() was passed a bad dtype: {dtype}. It must be floating point or complex.", nameof(dtype));
        return WithGrad(
            Aten.Call(op + ".generator", size, generator, dtype ?? _defaultDtype, Arg.None, InitializeDevice(device)), grad, names);
    }

    /// <summary>Marks a fresh tensor as a leaf that wants gradients.</summary>
    internal static Tensor WithGrad(Tensor tensor, bool requires_grad, string[] names = null)
    {
        if (names is { Length: > 0 }) throw new NotSupportedException("this build of TorchSharp has no named dimensions");
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }

    /// <summary>A tensor without dimensions, of the number's own dtype or the given one.</summary>
    internal static Tensor ScalarTensor(Scalar value, ScalarType? dtype = null, Device device = null) =>
        Aten.Call("full", Array.Empty<long>(), value, dtype ?? value.Type, Arg.None, device);

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("zeros_like", this, dtype, Arg.None, device), requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("ones_like", this, dtype, Arg.None, device), requires_grad);

        public Tensor empty_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("empty_like", this, dtype, Arg.None, device), requires_grad);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("full_like", this, value, dtype, Arg.None, device), requires_grad);

        public Tensor rand_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("rand_like", this, dtype, Arg.None, device), requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("randn_like", this, dtype, Arg.None, device), requires_grad);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("new_zeros", this, size, dtype, Arg.None, device), requires_grad);

        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("new_empty", this, size, dtype, Arg.None, device), requires_grad);

        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("new_full", this, size, value, dtype, Arg.None, device), requires_grad);
    }
}
