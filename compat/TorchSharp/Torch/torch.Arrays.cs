using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor over the memory of a .NET array, which stays pinned as long as the tensor's storage lives.</summary>
    public static Tensor from_array(Array rawArray, Device device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device device = null, bool requires_grad = false, string[] names = null)
    {
        var own = ScalarTypeOf(rawArray.GetType().GetElementType());
        return Finish(Shared(rawArray, own, Sizes(rawArray), 0), dtype ?? own, InitializeDevice(device), requires_grad, names);
    }

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var length = rawArray.LongLength;
        if (offset < 0 || offset >= length) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = length - offset;
        if (count > length - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        var own = ScalarTypeOf(rawArray.GetType().GetElementType());
        using var all = Shared(rawArray, own, [count], offset);
        return WithGrad(Aten.Call("view.dtype", all, dtype), requires_grad);
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device device = null) =>
        dtype is null && device is null ? data.alias() : data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>The dtype that holds values of a .NET type.</summary>
    internal static ScalarType ScalarTypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Boolean => ScalarType.Bool,
        _ => type == typeof(Half) ? ScalarType.Float16 : throw new NotSupportedException($"no tensor holds values of type {type.Name}"),
    };

    internal static long[] Sizes(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];

    /// <summary>The elements of an array of any rank in a row, without a copy.</summary>
    private static ReadOnlySpan<T> Flat<T>(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    /// <summary>A tensor of a copy of the values: one memory copy, then only what another dtype or device needs.</summary>
    private static unsafe Tensor Of<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device device, bool grad, string[] names)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in sizes) count *= size;
        if (count > values.Length) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        device = InitializeDevice(device);
        var own = ScalarTypeOf(typeof(T));
        var tensor = Aten.Call("empty.memory_format", sizes, own, Arg.None, CPU);
        values[..(int)count].CopyTo(new Span<T>((void*)tensor.DataPointer, (int)count));
        return Finish(tensor, dtype ?? own, device, grad, names);
    }

    private static Tensor Finish(Tensor tensor, ScalarType dtype, Device device, bool grad, string[] names)
    {
        if (dtype == tensor.dtype && device.type == DeviceType.CPU) return WithGrad(tensor, grad, names);
        using (tensor) return WithGrad(tensor.to(dtype, device), grad, names);
    }

    private static unsafe Tensor Shared(Array array, ScalarType dtype, long[] sizes, long offset)
    {
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        var first = (byte*)pin.AddrOfPinnedObject() + (offset * Marshal.SizeOf(array.GetType().GetElementType()!));
        fixed (long* p = sizes)
        {
            var handle = Native.seg_from_blob(first, p, sizes.Length, (int)dtype, &Unpin, GCHandle.ToIntPtr(pin));
            return Tensor.Own(Native.Check(handle));
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
