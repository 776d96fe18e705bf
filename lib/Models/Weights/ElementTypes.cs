using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>The number types that checkpoints hold, under the names that the formats give them.</summary>
internal static class ElementTypes
{
    private static readonly (ScalarType Type, int Size, string Storage, string Safetensors)[] Rows =
    [
        (ScalarType.Float32, 4, "FloatStorage", "F32"),
        (ScalarType.Float64, 8, "DoubleStorage", "F64"),
        (ScalarType.Float16, 2, "HalfStorage", "F16"),
        (ScalarType.BFloat16, 2, "BFloat16Storage", "BF16"),
        (ScalarType.Int64, 8, "LongStorage", "I64"),
        (ScalarType.Int32, 4, "IntStorage", "I32"),
        (ScalarType.Int16, 2, "ShortStorage", "I16"),
        (ScalarType.Int8, 1, "CharStorage", "I8"),
        (ScalarType.Byte, 1, "ByteStorage", "U8"),
        (ScalarType.Bool, 1, "BoolStorage", "BOOL"),
    ];

    /// <summary>Every name that safetensors files may use here.</summary>
    public static string SafetensorsNames => string.Join(", ", Rows.Select(row => row.Safetensors));

    /// <summary>The type of PyTorch's storage class <paramref name="name"/>, null if there is none.</summary>
    public static ScalarType? OfStorage(string name) => Find(row => row.Storage == name);

    /// <summary>The type that safetensors calls <paramref name="name"/>, null if there is none.</summary>
    public static ScalarType? OfSafetensors(string name) => Find(row => row.Safetensors == name);

    /// <summary>Bytes of one element.</summary>
    public static int Size(ScalarType type) => Row(type).Size;

    /// <summary>Safetensors' name.</summary>
    /// <exception cref="SegBookException">The format or this library has no such type.</exception>
    public static string Safetensors(ScalarType type) => Row(type).Safetensors;

    private static (ScalarType Type, int Size, string Storage, string Safetensors) Row(ScalarType type) =>
        Array.Find(Rows, row => row.Type == type) is { Size: > 0 } found ? found : throw new SegBookException($"Tensors of type {type} cannot be stored. Convert to float32 first.");

    private static ScalarType? Find(Predicate<(ScalarType Type, int Size, string Storage, string Safetensors)> match) =>
        Array.Find(Rows, match) is { Size: > 0 } found ? found.Type : null;
}
