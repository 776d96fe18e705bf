using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Catenated(tensors, dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Catenated(tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Catenated(tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Joined("stack", tensors.ToArray(), dim);

    public static Tensor vstack(IList<Tensor> tensors) => Joined("vstack", tensors.ToArray());

    public static Tensor vstack(Tensor[] tensors) => Joined("vstack", tensors);

    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => Joined("vstack", tensors.ToArray());

    public static Tensor hstack(IList<Tensor> tensors) => Joined("hstack", tensors.ToArray());

    public static Tensor hstack(params Tensor[] tensors) => Joined("hstack", tensors);

    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => Joined("hstack", tensors.ToArray());

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Aten.CallMany("meshgrid.indexing", tensors.ToArray(), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.CallMany("broadcast_tensors", tensors);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.Call("einsum", equation, tensors);

    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => Aten.Call("tensordot", a, b, dims1, dims2);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.Call("where.self", condition, x, y);

    public static Tensor[] where(Tensor condition) => Aten.CallMany("where", condition);

    public static Tensor searchsorted(
        Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor sorter = null) =>
        Aten.Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Arg.None, sorter);

    public static Tensor bincount(Tensor input, Tensor weights = null, long minlength = 0) => input.bincount(weights, minlength);

    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor norm(Tensor input) => input.norm();

    private static Tensor Catenated(IList<Tensor> tensors, long dim) => tensors.Count switch
    {
        0 => throw new ArgumentException(nameof(tensors)),
        1 => tensors[0].alias(),
        _ => Joined("cat", tensors as Tensor[] ?? [.. tensors], dim),
    };

    private static Tensor Joined(string op, Tensor[] tensors, Arg dim = default)
    {
        if (tensors is null) throw new NullReferenceException();
        return dim.Tag == Arg.Kind.None ? Aten.Call(op, tensors) : Aten.Call(op, tensors, dim);
    }
}
