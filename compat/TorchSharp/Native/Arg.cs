using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>An argument of an operator. Numbers, lists, tensors and the rest convert implicitly; what is null is "none".</summary>
internal readonly struct Arg
{
    internal enum Kind
    {
        None,
        Tensor,
        Int,
        Double,
        Bool,
        String,
        Ints,
        Doubles,
        Bools,
        Tensors,
        Device,
        Generator,
    }

    internal readonly object Object;
    internal readonly long Bits;
    internal readonly Kind Tag;
    internal readonly int Extra;

    private Arg(Kind tag, object value, long bits = 0, int extra = 0)
    {
        Tag = value is null && tag is not (Kind.Int or Kind.Double or Kind.Bool or Kind.Device) ? Kind.None : tag;
        Object = value;
        Bits = bits;
        Extra = extra;
    }

    /// <summary>No value; also the default of the struct. Takes the operator's default where it has one.</summary>
    public static Arg None => default;

    public static implicit operator Arg(torch.Tensor value) => new(Kind.Tensor, value);

    public static implicit operator Arg(long value) => new(Kind.Int, null, value);

    public static implicit operator Arg(int value) => new(Kind.Int, null, value);

    public static implicit operator Arg(double value) => new(Kind.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Arg(bool value) => new(Kind.Bool, null, value ? 1 : 0);

    public static implicit operator Arg(long? value) => value is { } given ? given : None;

    public static implicit operator Arg(int? value) => value is { } given ? given : None;

    public static implicit operator Arg(double? value) => value is { } given ? given : None;

    public static implicit operator Arg(bool? value) => value is { } given ? given : None;

    public static implicit operator Arg(string value) => new(Kind.String, value);

    public static implicit operator Arg(long[] value) => new(Kind.Ints, value);

    public static implicit operator Arg(double[] value) => new(Kind.Doubles, value);

    public static implicit operator Arg(bool[] value) => new(Kind.Bools, value);

    public static implicit operator Arg(torch.Tensor[] value) => new(Kind.Tensors, value);

    public static implicit operator Arg(List<torch.Tensor> value) => new(Kind.Tensors, value?.ToArray());

    public static implicit operator Arg(ReadOnlySpan<long> value) => value.ToArray();

    public static implicit operator Arg((long, long) value) => new long[] { value.Item1, value.Item2 };

    public static implicit operator Arg((long, long)? value) => value is { } given ? given : None;

    public static implicit operator Arg((long, long, long) value) => new long[] { value.Item1, value.Item2, value.Item3 };

    public static implicit operator Arg(torch.ScalarType value) => (long)value;

    public static implicit operator Arg(torch.ScalarType? value) => value is { } given ? given : None;

    public static implicit operator Arg(torch.Device value) =>
        value is null ? None : new(Kind.Device, null, (long)value.type, value.index);

    public static implicit operator Arg(torch.Generator value) => new(Kind.Generator, value);

    public static implicit operator Arg(Scalar value) =>
        value is null ? None : new(value.Kind, null, value.Bits);

    /// <summary>A list from any sequence (interfaces cannot convert implicitly). Null entries stay null.</summary>
    public static Arg List(IEnumerable<torch.Tensor> tensors) => tensors as torch.Tensor[] ?? tensors?.ToArray();
}

/// <summary>What crosses to native code: <see cref="Arg"/> with everything pinned or copied.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public int Tag;
    public int Count;
    public long Bits;
}
