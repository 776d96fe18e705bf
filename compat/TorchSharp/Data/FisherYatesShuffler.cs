using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The numbers below a size in random order; with a seed, in the same one every time.</summary>
public class FisherYatesShuffler : IEnumerable<long>
{
    private readonly long _size;
    private readonly int? _seed;

    public FisherYatesShuffler(long size, int? seed = null) => (_size, _seed) = (size, seed);

    public IEnumerator<long> GetEnumerator()
    {
        var random = _seed is { } seed ? new Random(seed) : new Random();
        var order = new long[_size];
        for (var i = 0L; i < _size; i++)
        {
            // Two draws for each number, as the real library makes them, so that a seed means the same order.
            var high = (long)random.Next() << 32;
            var j = unchecked(high + (uint)random.Next()) % (i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order.AsEnumerable().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
