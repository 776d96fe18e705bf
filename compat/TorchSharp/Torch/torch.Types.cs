namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of the libtorch package; here of the libtorch that is loaded.</summary>
    public static string __version__ => Native.Version;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static bool is_tensor(object obj) => obj is Tensor;

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) =>
        (ScalarType)Aten.CallScalar("result_type.Tensor", tensor1, tensor2).ToInt64();

    public static ScalarType promote_types(ScalarType type1, ScalarType type2) =>
        (ScalarType)Aten.CallScalar("promote_types", type1, type2).ToInt64();

    public static bool can_cast(ScalarType from, ScalarType to) => Aten.CallScalar("can_cast", from, to).ToBoolean();
}
