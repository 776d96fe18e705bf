using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>Reads raw numbers from a stream straight into a tensor's memory.</summary>
internal static class StorageReader
{
    /// <summary>A one-dimensional tensor with the next <paramref name="count"/> numbers. The caller has checked that the stream has them.</summary>
    public static Tensor Read(Stream stream, ScalarType type, long count)
    {
        if (count > int.MaxValue / ElementTypes.Size(type))
        {
            throw new SegBookException($"a tensor of {count} numbers is more than the 2 GiB that can be read at once.");
        }

        // A byte other than 0 and 1 is no bool, and libtorch relies on that.
        var isBool = type == ScalarType.Bool;
        var target = empty([count], isBool ? ScalarType.Byte : type);
        try
        {
            if (count > 0)
            {
                stream.ReadExactly(target.bytes);
            }

            return isBool ? target.ne(0) : target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="SegBookException">A size is negative, or there are more elements than can be.</exception>
    public static long Count(IReadOnlyList<long> shape)
    {
        // Beyond any real tensor, and far from overflow when multiplied by a few bytes.
        const long most = 1L << 48;
        var count = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || shape.Count > 32 || (size > 0 && count > most / size))
            {
                throw new SegBookException($"a tensor's shape is [{string.Join(", ", shape.Take(32))}], which cannot be.");
            }

            count *= size;
        }

        return count;
    }
}
