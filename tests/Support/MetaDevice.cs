using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Support;

/// <summary>
/// Stands for a GPU where none is at hand: libtorch's meta device, whose tensors have a shape and no numbers, so that reading one is an error.
/// libtorch brings the shapes of most operators; the few that a training needs besides are computed here on the CPU, with zeros.
/// They, and those that libtorch does not look at closely, note in <see cref="Problems"/> an argument that was left on the CPU. masked_fill and stack do not notice one.
/// </summary>
/// <remarks>Registered through libtorch's C interface (torch/csrc/stable/c/shim.h): a kernel is given its arguments as 64-bit values, a tensor as an owned pointer, an optional one as 0 or the address of one.</remarks>
internal static unsafe class MetaDevice
{
    private const string Torch = "torch_cpu";

    // An operator with its arguments: T a tensor, ? an optional one, L a list of tensors, . anything else. An operator that does not yet exist for the device is "no fake impl or Meta kernel" in its message.
    private static readonly string[] Operators =
    [
        "convolution_overrideable TT?......", "convolution_backward_overrideable TTT.......",
        "native_batch_norm T????...", "native_batch_norm_backward TT?????...",
        "nll_loss2d_forward TT?..", "nll_loss2d_backward TTT?..T",
        "_adaptive_avg_pool2d T.", "_adaptive_avg_pool2d_backward TT",
        "grid_sampler_2d TT...", "index_select T.T", "where.self TTT", "logical_and TT", "logical_or TT", "logical_not T",
        "log_sigmoid_forward T", "log_sigmoid_backward TTT",
        "gather T.T.", "scatter_add T.TT", "scatter_add_ T.TT", "bmm TT", "cat L.",
    ];

    private static readonly Lazy<List<Kernel>> Kernels = new(Register);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Kernel(nint* stack, ulong arguments, ulong results);

    /// <summary>Operators that were given tensors of two devices, since <see cref="Prepare"/>.</summary>
    public static List<string> Problems { get; } = [];

    /// <summary>Makes the device do all that a training needs.</summary>
    public static void Prepare()
    {
        Assert.NotEmpty(Kernels.Value);
        Problems.Clear();
    }

    private static List<Kernel> Register()
    {
        Assert.Equal(DeviceType.CPU, zeros(1).device_type); // loads libtorch
        NativeLibrary.TryLoad(Torch, typeof(torch).Assembly, null, out _);
        Check(aoti_torch_library_init_impl("aten", "Meta", "MetaDevice.cs", 1, out var library));
        return [.. Operators.Select(line =>
        {
            var (name, arguments) = (line.Split(' ')[0], line.Split(' ')[1]);
            Kernel kernel = (stack, count, results) => Run(name, arguments, new Span<nint>(stack, (int)Math.Max(count, results)), (int)results);
            Check(aoti_torch_library_impl(library, name, Marshal.GetFunctionPointerForDelegate(kernel)));
            return kernel;
        })];
    }

    // No exception may leave a kernel: what is wrong is noted, and the result is then of no shape in particular.
    private static void Run(string name, string arguments, Span<nint> stack, int results)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var changed = name.EndsWith('_') ? Copy(stack[0]) : 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case 'T':
                    stack[i] = OnCpu(stack[i], name);
                    break;
                case '?' when stack[i] != 0:
                    *(nint*)stack[i] = OnCpu(*(nint*)stack[i], name);
                    break;
                case 'L':
                    Check(torch_list_size(stack[i], out var count));
                    for (nint k = 0; k < count; k++)
                    {
                        Check(torch_list_get_item(stack[i], k, out var item));
                        Check(torch_list_set_item(stack[i], k, OnCpu(item, name)));
                    }

                    break;
            }
        }

        // A CPU has the operators of other devices' convolutions under other names, and wants the bias's size after gradient, input and weight, or nothing in its place.
        var parts = $"aten::{name}".Replace("_overrideable", "", StringComparison.Ordinal).Split('.');
        nint[] inner = name == "convolution_backward_overrideable" ? [.. stack[..3], 0, .. stack[3..]] : stack.ToArray();
        int error;
        fixed (nint* first = inner)
        {
            error = aoti_torch_call_dispatcher(parts[0], parts.ElementAtOrDefault(1) ?? "", first);
        }

        if (error != 0)
        {
            Problems.Add($"{name} failed");
        }

        for (var i = 0; i < results; i++)
        {
            stack[i] = error != 0 ? Copy(empty(0, device: META).Handle) : changed != 0 ? changed : Moved(inner[i], META);
        }
    }

    private static nint OnCpu(nint tensor, string name)
    {
        if (!IsDefined(tensor))
        {
            return tensor;
        }

        using var given = Tensor.UnsafeCreateTensor(Copy(tensor));
        if (given.device_type != DeviceType.META && given.ndim > 0)
        {
            Problems.Add($"{name} was given a tensor on {given.device}");
        }

        return Moved(tensor, CPU);
    }

    /// <summary>A tensor of the same kind elsewhere, with zeros if with any numbers, in place of the given one.</summary>
    private static nint Moved(nint tensor, Device device)
    {
        if (!IsDefined(tensor))
        {
            return tensor;
        }

        using var given = Tensor.UnsafeCreateTensor(tensor);
        using var moved = empty_strided(given.shape, given.stride(), given.dtype, device);
        return Copy((device.type == DeviceType.CPU ? moved.zero_() : moved).Handle);
    }

    private static bool IsDefined(nint tensor)
    {
        Check(aoti_torch_is_defined(tensor, out var isDefined));
        return isDefined != 0;
    }

    private static nint Copy(nint handle)
    {
        Check(aoti_torch_new_tensor_handle(handle, out var copy));
        return copy;
    }

    private static void Check(int error) => Assert.Equal(0, error);

    [DllImport(Torch)]
    private static extern int aoti_torch_library_init_impl(string library, string key, string file, uint line, out nint handle);

    [DllImport(Torch)]
    private static extern int aoti_torch_library_impl(nint library, string name, nint kernel);

    [DllImport(Torch)]
    private static extern int aoti_torch_call_dispatcher(string name, string overload, nint* stack);

    [DllImport(Torch)]
    private static extern int aoti_torch_new_tensor_handle(nint tensor, out nint copy);

    [DllImport(Torch)]
    private static extern int aoti_torch_is_defined(nint tensor, out byte defined);

    [DllImport(Torch)]
    private static extern int torch_list_size(nint list, out nint count);

    [DllImport(Torch)]
    private static extern int torch_list_get_item(nint list, nint index, out nint item);

    [DllImport(Torch)]
    private static extern int torch_list_set_item(nint list, nint index, nint item);
}
