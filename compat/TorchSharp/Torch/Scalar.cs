namespace TorchSharp;

/// <summary>A number for an operator. Unlike the original it owns nothing native.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(Arg.Kind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    internal Arg.Kind Kind { get; }

    internal long Bits { get; }

    public torch.ScalarType Type => Kind switch
    {
        Arg.Kind.Bool => torch.ScalarType.Bool,
        Arg.Kind.Int => torch.ScalarType.Int64,
        _ => torch.ScalarType.Float64,
    };

    internal double Real => Kind == Arg.Kind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long Whole => Kind == Arg.Kind.Double ? (long)Real : Bits;

    public static implicit operator Scalar(bool value) => new(Arg.Kind.Bool, value ? 1 : 0);

    public static implicit operator Scalar(byte value) => new(Arg.Kind.Int, value);

    public static implicit operator Scalar(sbyte value) => new(Arg.Kind.Int, value);

    public static implicit operator Scalar(short value) => new(Arg.Kind.Int, value);

    public static implicit operator Scalar(int value) => new(Arg.Kind.Int, value);

    public static implicit operator Scalar(long value) => new(Arg.Kind.Int, value);

    public static implicit operator Scalar(Half value) => (double)value;

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(Arg.Kind.Double, BitConverter.DoubleToInt64Bits(value));

    public void Dispose()
    {
        // Nothing to free; the original has it.
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this bool value) => value;

    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static bool ToBoolean(this Scalar value) => value.Real != 0;

    public static byte ToByte(this Scalar value) => (byte)value.Whole;

    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Whole;

    public static short ToInt16(this Scalar value) => (short)value.Whole;

    public static int ToInt32(this Scalar value) => (int)value.Whole;

    public static long ToInt64(this Scalar value) => value.Whole;

    public static Half ToHalf(this Scalar value) => (Half)value.Real;

    public static float ToSingle(this Scalar value) => (float)value.Real;

    public static double ToDouble(this Scalar value) => value.Real;
}
