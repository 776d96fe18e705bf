using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>The one door to libtorch's operators, by their names in native_functions ("conv2d", "add.Tensor").</summary>
internal static unsafe class Aten
{
    private const int Room = 4;
    private const int ScratchBytes = 1024;
    private static readonly ConcurrentDictionary<string, nint> Operators = new();

    /// <summary>Calls an operator and gives its first tensor; missing trailing arguments take the schema's defaults.</summary>
    internal static torch.Tensor Call(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[Room];
        var count = Invoke(op, args, results, Room);
        torch.Tensor first = null;
        for (var k = 0; k < Math.Min(count, Room); k++)
        {
            if (results[k].Tag != (int)Arg.Kind.Tensor) continue;
            if (first is null) first = torch.Tensor.Own((nint)results[k].Bits);
            else Native.seg_free((nint)results[k].Bits);
        }

        if (count > Room) FreeSpilled(count - Room);
        return first;
    }

    /// <summary>All results that can be tensors, tuples and lists flattened; an undefined one is null.</summary>
    internal static torch.Tensor[] CallMany(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[Room];
        var count = Invoke(op, args, results, Room);
        var tensors = new torch.Tensor[count];
        for (var k = 0; k < Math.Min(count, Room); k++) tensors[k] = Wrap(results[k]);
        if (count > Room)
        {
            var more = new NativeValue[count - Room];
            fixed (NativeValue* p = more) Native.seg_spilled(p);
            for (var k = 0; k < more.Length; k++) tensors[Room + k] = Wrap(more[k]);
        }

        return tensors;

        static torch.Tensor Wrap(NativeValue value) =>
            value.Tag == (int)Arg.Kind.Tensor ? torch.Tensor.Own((nint)value.Bits) : null;
    }

    /// <summary>Calls an operator for what it does (in place, foreach) and drops its results.</summary>
    internal static void Run(string op, params ReadOnlySpan<Arg> args) => Invoke(op, args, null, 0);

    /// <summary>The first result of an operator that gives a number or a truth value.</summary>
    internal static Scalar CallScalar(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(op, args, &result, 1);
        return new Scalar((Arg.Kind)result.Tag, result.Bits);
    }

    /// <summary>Whether this libtorch has the operator.</summary>
    internal static bool Exists(string op) => Find(op) != 0;

    private static nint Find(string op) => Operators.TryGetValue(op, out var found) ? found : Operators.GetOrAdd(op, LookUp);

    private static nint LookUp(string op)
    {
        var dot = op.IndexOf('.');
        var name = dot < 0 ? op : op[..dot];
        return Native.seg_find(name.Contains("::") ? name : "aten::" + name, dot < 0 ? "" : op[(dot + 1)..]);
    }

    private static int Invoke(string op, ReadOnlySpan<Arg> args, NativeValue* results, int room)
    {
        var found = Find(op);
        if (found == 0) throw new ExternalException($"libtorch {Native.Version} has no operator '{op}'");

        var values = stackalloc NativeValue[args.Length];
        var need = Scratch(args);
        var scratch = need <= ScratchBytes ? stackalloc byte[need] : new Span<byte>(NativeMemory.Alloc((nuint)need), need);
        try
        {
            Marshal(args, values, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(scratch)));
            var count = Native.seg_call(found, values, args.Length, results, room);
            if (count < 0) throw Native.Failure();
            return count;
        }
        finally
        {
            if (need > ScratchBytes) NativeMemory.Free(Unsafe.AsPointer(ref MemoryMarshal.GetReference(scratch)));
            foreach (ref readonly var arg in args) GC.KeepAlive(arg.Object);
        }
    }

    /// <summary>How many bytes the lists and texts among the arguments take.</summary>
    private static int Scratch(ReadOnlySpan<Arg> args)
    {
        var bytes = 0;
        foreach (ref readonly var arg in args)
        {
            if (arg.Tag >= Arg.Kind.String && arg.Object is not null)
                bytes += arg.Object is string text ? (Encoding.UTF8.GetMaxByteCount(text.Length) + 7) & ~7
                    : arg.Object is Array list ? list.Length * sizeof(long) : 0;
        }

        return bytes;
    }

    private static void Marshal(ReadOnlySpan<Arg> args, NativeValue* values, byte* scratch)
    {
        for (var k = 0; k < args.Length; k++)
        {
            ref readonly var arg = ref args[k];
            values[k] = new NativeValue { Tag = (int)arg.Tag, Count = arg.Extra, Bits = arg.Bits };
            switch (arg.Tag)
            {
                case Arg.Kind.Tensor:
                    values[k].Bits = Unsafe.As<torch.Tensor>(arg.Object).Handle;
                    break;
                case Arg.Kind.Generator:
                    values[k].Bits = Unsafe.As<torch.Generator>(arg.Object).Handle;
                    break;
                case >= Arg.Kind.String and <= Arg.Kind.Tensors:
                    values[k].Bits = (nint)scratch;
                    scratch += (Copy(arg.Object, scratch, out values[k].Count) + 7) & ~7;
                    break;
            }
        }
    }

    private static int Copy(object list, byte* room, out int count)
    {
        switch (list)
        {
            case string text:
                return count = Encoding.UTF8.GetBytes(text, new Span<byte>(room, Encoding.UTF8.GetMaxByteCount(text.Length)));
            case long[] longs:
                longs.CopyTo(new Span<long>(room, count = longs.Length));
                return count * sizeof(long);
            case double[] doubles:
                doubles.CopyTo(new Span<double>(room, count = doubles.Length));
                return count * sizeof(double);
            case bool[] flags:
                flags.CopyTo(new Span<bool>(room, count = flags.Length));
                return count;
            default:
                var tensors = (torch.Tensor[])list;
                for (var k = 0; k < tensors.Length; k++) ((nint*)room)[k] = tensors[k]?.Handle ?? 0;
                return (count = tensors.Length) * sizeof(nint);
        }
    }

    private static void FreeSpilled(int count)
    {
        var more = new NativeValue[count];
        fixed (NativeValue* p = more) Native.seg_spilled(p);
        foreach (var value in more)
            if (value.Tag == (int)Arg.Kind.Tensor) Native.seg_free((nint)value.Bits);
    }
}
