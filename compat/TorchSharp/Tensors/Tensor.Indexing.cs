using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Selected(indices);
            set => Place(indices, value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Aten.Call("select.int", this, 0, i1);
            set => Place([i1], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Selected([i1, i2]);
            set => Place([i1, i2], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected([i1, i2, i3]);
            set => Place([i1, i2, i3], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected([i1, i2, i3, i4]);
            set => Place([i1, i2, i3, i4], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected([i1, i2, i3, i4, i5]);
            set => Place([i1, i2, i3, i4, i5], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected([i1, i2, i3, i4, i5, i6]);
            set => Place([i1, i2, i3, i4, i5, i6], value);
        }

        public Tensor index(params Tensor[] indices) => index([.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index(params TensorIndex[] indices)
        {
            var (sliced, tensors) = Slices(indices);
            if (tensors is null) return ReferenceEquals(sliced, this) ? alias() : sliced;
            var result = Aten.Call("index.Tensor", sliced, tensors);
            Release(sliced);
            return result;
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, [.. indices.Select(TensorIndex.Tensor)], accumulate);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (sliced, tensors) = Slices(indices);
            if (accumulate && tensors is null)
                throw new ArgumentException("indices must hold a tensor when values are to be accumulated", nameof(indices));
            if (tensors is null) Aten.Run("copy_", sliced, value);
            else Aten.Run("index_put_", sliced, tensors, value, accumulate);
            Release(sliced);
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var tensor = ScalarTensor(value, dtype, device);
            return index_put_(tensor, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, [.. indices.Select(TensorIndex.Tensor)]);

        private Tensor Selected(ReadOnlySpan<long> indices)
        {
            var result = this;
            foreach (var index in indices)
            {
                var next = Aten.Call("select.int", result, 0, index);
                Release(result);
                result = next;
            }

            return ReferenceEquals(result, this) ? alias() : result;
        }

        private void Place(ReadOnlySpan<long> indices, Tensor value)
        {
            using var place = Selected(indices);
            Aten.Run("copy_", place, value);
        }

        /// <summary>Applies all but the tensors; these come back by dimension of the result, null where there is none.</summary>
        private (Tensor Sliced, Tensor[] Tensors) Slices(TensorIndex[] indices)
        {
            var result = this;
            Tensor[] tensors = null;
            var dim = 0;
            foreach (var index in indices)
            {
                Tensor next;
                switch (index.Kind)
                {
                    case TensorIndex.Form.Single:
                        next = Aten.Call("select.int", result, dim, index.Start ?? 0);
                        break;
                    case TensorIndex.Form.Slice:
                        next = SliceAt(result, dim, index);
                        dim++;
                        break;
                    case TensorIndex.Form.None:
                        next = Aten.Call("unsqueeze", result, dim++);
                        break;
                    case TensorIndex.Form.Ellipsis:
                        dim += (int)result.ndim - dim - Taken(indices);
                        continue;
                    case TensorIndex.Form.Bool:
                        next = Aten.Call("unsqueeze", result, dim);
                        Keep(ref tensors, dim++, torch.tensor(index.Start == 1).reshape(1));
                        break;
                    default:
                        next = result;
                        Keep(ref tensors, dim, index.Indices);
                        dim += index.Indices.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(1, (int)index.Indices.ndim) : 1;
                        break;
                }

                if (!ReferenceEquals(next, result)) Release(result);
                result = next;
            }

            return (result, tensors);
        }

        /// <summary>A slice of one dimension; null stands for the whole, and leaves the tensor as it is.</summary>
        private static Tensor SliceAt(Tensor tensor, int dim, TensorIndex index)
        {
            if (index.Step <= 0) throw new ExternalException("step must be greater than zero");
            return index.Start is null or 0 && index.Stop is null && index.Step is null or 1 && dim < tensor.ndim
                ? tensor
                : Aten.Call("slice.Tensor", tensor, dim, index.Start, index.Stop, index.Step ?? 1);
        }

        /// <summary>How many dimensions the indices after the ellipsis use up.</summary>
        private static int Taken(TensorIndex[] indices)
        {
            var after = indices.SkipWhile(index => index.Kind != TensorIndex.Form.Ellipsis).Skip(1);
            return after.Sum(index => index.Kind switch
            {
                TensorIndex.Form.Single or TensorIndex.Form.Slice => 1,
                TensorIndex.Form.Tensor => index.Indices.dtype is ScalarType.Bool or ScalarType.Byte ? (int)index.Indices.ndim : 1,
                _ => 0,
            });
        }

        /// <summary>Puts an index tensor at its dimension. A mask is one entry, though it covers as many dimensions as it has.</summary>
        private static void Keep(ref Tensor[] tensors, int dim, Tensor index)
        {
            tensors ??= [];
            var spread = tensors.Sum(tensor => tensor is { dtype: ScalarType.Bool or ScalarType.Byte } ? Math.Max(1, (int)tensor.ndim) : 1);
            tensors = [.. tensors, .. new Tensor[Math.Max(0, dim - spread)], index];
        }

        private void Release(Tensor step)
        {
            if (!ReferenceEquals(step, this)) step.Dispose();
        }
    }
}
