using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegBook.Data;

/// <summary>Turns the colours of a mask into labels, in one pass.</summary>
/// <remarks>A colour is found by one multiplication and one look into a table in which no two colours share a place.
/// Masks are mostly stretches of one colour, so 16 pixels at a time are first compared with the colour before them.</remarks>
internal sealed class ColourTable
{
    private const uint NoColour = uint.MaxValue;
    private const int Step = 16;   // pixels: 48 bytes, three vectors

    private readonly uint[] _keys;
    private readonly byte[] _labels;
    private readonly uint _factor;
    private readonly int _shift;

    public ColourTable(IReadOnlyList<(LabelClass Colour, byte Label)> colours)
    {
        var keys = colours.Select(c => Key(c.Colour.Red, c.Colour.Green, c.Colour.Blue)).ToArray();
        for (var bits = BitOperations.Log2((uint)colours.Count) + 3; ; bits++)
        {
            _shift = 32 - bits;
            if (FindFactor(keys, _shift) is { } factor)
            {
                _factor = factor;
                _keys = new uint[1 << bits];
                _labels = new byte[1 << bits];
                break;
            }
        }

        Array.Fill(_keys, NoColour);
        for (var i = 0; i < keys.Length; i++)
        {
            _keys[Place(keys[i])] = keys[i];
            _labels[Place(keys[i])] = colours[i].Label;
        }
    }

    /// <param name="rgb">Red, green, blue of each pixel.</param>
    /// <param name="labels">Gets a label for each pixel.</param>
    /// <returns>The first pixel whose colour is not in the table, or -1. Labels from there on are not written.</returns>
    public int Decode(ReadOnlySpan<byte> rgb, Span<byte> labels)
    {
        ref var source = ref MemoryMarshal.GetReference(rgb);
        var last = NoColour;
        byte label = 0;
        Vector128<byte> first = default, second = default, third = default;
        var i = 0;
        while (i < labels.Length)
        {
            var key = Key(Unsafe.Add(ref source, 3 * i), Unsafe.Add(ref source, (3 * i) + 1), Unsafe.Add(ref source, (3 * i) + 2));
            if (key != last)
            {
                var place = Place(key);
                if (_keys[place] != key)
                {
                    return i;
                }

                (last, label) = (key, _labels[place]);
                (first, second, third) = Repeat(key);
            }

            // As far as the colour goes, 16 pixels at a time.
            while (i + Step <= labels.Length && Same(ref Unsafe.Add(ref source, 3 * i), first, second, third))
            {
                Vector128.Create(label).StoreUnsafe(ref labels[i]);
                i += Step;
            }

            if (i < labels.Length && key == Key(Unsafe.Add(ref source, 3 * i), Unsafe.Add(ref source, (3 * i) + 1), Unsafe.Add(ref source, (3 * i) + 2)))
            {
                labels[i++] = label;
            }
        }

        return -1;
    }

    private static uint Key(byte red, byte green, byte blue) => red | ((uint)green << 8) | ((uint)blue << 16);

    // The pixels' bytes repeat with a period of three, so they lie differently in each of the three vectors.
    private static (Vector128<byte> First, Vector128<byte> Second, Vector128<byte> Third) Repeat(uint key)
    {
        Span<byte> pattern = stackalloc byte[3 * Step];
        for (var i = 0; i < pattern.Length; i++)
        {
            pattern[i] = (byte)(key >> (8 * (i % 3)));
        }

        return (Vector128.Create<byte>(pattern), Vector128.Create<byte>(pattern[16..]), Vector128.Create<byte>(pattern[32..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(ref byte pixels, Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.LoadUnsafe(ref pixels) == first && Vector128.LoadUnsafe(ref pixels, 16) == second && Vector128.LoadUnsafe(ref pixels, 32) == third;

    private static uint? FindFactor(uint[] keys, int shift)
    {
        var factor = 0x9E3779B1u;
        for (var attempt = 0; attempt < 1000; attempt++, factor = (factor * 0x2545F491u) | 1)
        {
            if (keys.Select(key => (key * factor) >> shift).Distinct().Count() == keys.Length)
            {
                return factor;
            }
        }

        return null;
    }

    private int Place(uint key) => (int)((key * _factor) >> _shift);
}
