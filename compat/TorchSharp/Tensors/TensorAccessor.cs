using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order, whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly T* _memory;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _memory = (T*)tensor.DataPointer;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => Memory[Offset(indices)];
        set => Memory[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    public Array ToNDArray()
    {
        if (_shape.Length < 2) return ToArray();
        var result = Array.CreateInstance(typeof(T), _shape);
        fixed (void* p = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result))
            CopyTo(new Span<T>(p, checked((int)Count)));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        if (count <= 0) return;
        if (_contiguous)
        {
            new Span<T>(Memory + tensorIndex, count).CopyTo(array[arrayIndex..]);
            return;
        }

        foreach (var offset in Offsets(tensorIndex, count)) array[arrayIndex++] = Memory[offset];
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        if (count <= 0) return;
        if (_contiguous)
        {
            array.Slice(arrayIndex, count).CopyTo(new Span<T>(Memory + tensorIndex, count));
            return;
        }

        foreach (var offset in Offsets(tensorIndex, count)) Memory[offset] = array[arrayIndex++];
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++) yield return At(k);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor = null;

    /// <summary>The elements, as long as the tensor lives; after that the exception of every use of a disposed tensor.</summary>
    private T* Memory => _tensor is { IsInvalid: false } ? _memory : throw torch.Tensor.Gone();

    /// <summary>The element with this number in row-major order.</summary>
    internal T At(long index) => Memory[OffsetOf(index)];

    private long Offset(long[] indices)
    {
        if (indices.Length == 1) return OffsetOf(indices[0]);
        var offset = 0L;
        for (var dim = 0; dim < _shape.Length; dim++)
        {
            if (indices[dim] >= _shape[dim] || indices[dim] < 0)
                throw new IndexOutOfRangeException($"{indices[dim]} >= {_shape[dim]} in dimension {dim}.");
            offset += indices[dim] * _strides[dim];
        }

        return offset;
    }

    private long OffsetOf(long index)
    {
        if (index >= Count) throw new IndexOutOfRangeException();
        if (index < 0) throw new ArgumentOutOfRangeException(nameof(index), $"{index} in a collection of {Count} elements.");
        if (_contiguous) return index;
        var offset = 0L;
        for (var dim = _shape.Length - 1; dim >= 0; dim--)
        {
            index = Math.DivRem(index, _shape[dim], out var at);
            offset += at * _strides[dim];
        }

        return offset;
    }

    /// <summary>Where consecutive elements lie, counting through the dimensions from the last.</summary>
    private IEnumerable<long> Offsets(long from, int count)
    {
        var at = new long[_shape.Length];
        for (int dim = _shape.Length - 1; dim >= 0; dim--) from = Math.DivRem(from, _shape[dim], out at[dim]);
        var offset = at.Zip(_strides, (index, stride) => index * stride).Sum();
        for (var k = 0; k < count; k++)
        {
            yield return offset;
            for (var dim = _shape.Length - 1; dim >= 0; dim--)
            {
                offset += _strides[dim];
                if (++at[dim] < _shape[dim]) break;
                offset -= at[dim] * _strides[dim];
                at[dim] = 0;
            }
        }
    }
}
