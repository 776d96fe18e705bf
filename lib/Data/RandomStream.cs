namespace SegBook.Data;

/// <summary>Random numbers that depend on nothing but the numbers they are started from: not on the runtime, the machine or the thread.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).</remarks>
internal struct RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    public RandomStream(params ReadOnlySpan<long> start)
    {
        foreach (var number in start)
        {
            _state = Hash(_state + (ulong)number);
        }
    }

    /// <summary>One number scrambled to another: the first bits of a stream whose state is <paramref name="number"/>.</summary>
    public static ulong Hash(ulong number)
    {
        var z = number + Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 (included) to 1 (not).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Next());

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(((UInt128)NextBits() * (uint)count) >> 64);

    public bool Chance(double probability) => Next() < probability;

    /// <summary>Nearly from a normal distribution with mean 0 and deviation 1: the sum of four even numbers, at most 3.5.</summary>
    public double Bell()
    {
        var bits = NextBits();
        var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
        return (sum - (2 * 0xFFFF)) * (Math.Sqrt(3) / 0x10000);
    }

    public ulong NextBits()
    {
        var bits = Hash(_state);
        _state += Golden;
        return bits;
    }

    /// <summary>Puts a list into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
