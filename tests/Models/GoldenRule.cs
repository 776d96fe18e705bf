using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>The rule of golden/README.md, section 1: every value follows from a name and an index.</summary>
internal static class GoldenRule
{
    /// <summary>FNV-1a over the UTF-8 bytes.</summary>
    public static ulong Hash(string name)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x100000001b3UL;
        }

        return hash;
    }

    /// <summary>Output number <paramref name="index"/> of splitmix64 seeded with <paramref name="hash"/>.</summary>
    public static ulong Mix(ulong hash, long index)
    {
        var z = hash + (((ulong)index + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public static double Unit(ulong hash, long index) => ((Mix(hash, index) >> 11) * (1.0 / (1L << 53)) * 2) - 1;

    /// <summary>The input images.</summary>
    public static Tensor Input(long[] shape)
    {
        var hash = Hash("input");
        return tensor(Fill(shape, i => Unit(hash, i)), shape);
    }

    /// <summary>Labels from 0 to 31.</summary>
    public static Tensor Labels(long[] shape)
    {
        var hash = Hash("labels");
        var values = new long[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (long)Math.Floor((Unit(hash, i) + 1) / 2 * 32);
        }

        return tensor(values, shape);
    }

    /// <summary>The values of one entry of a state dict.</summary>
    public static float[] Weights(string key, long[] shape)
    {
        var hash = Hash(key);
        if (key.EndsWith("running_mean", StringComparison.Ordinal))
        {
            return Fill(shape, i => 0.1 * Unit(hash, i));
        }

        if (key.EndsWith("running_var", StringComparison.Ordinal))
        {
            return Fill(shape, i => 1.0 + (0.5 * Math.Abs(Unit(hash, i))));
        }

        if (shape.Length >= 2)
        {
            var gain = Math.Sqrt(4.0 / shape.Skip(1).Aggregate(1L, (a, b) => a * b));
            return Fill(shape, i => gain * Unit(hash, i));
        }

        return key.EndsWith("weight", StringComparison.Ordinal) ? Fill(shape, i => 1.0 + (0.1 * Unit(hash, i))) : Fill(shape, i => 0.1 * Unit(hash, i));
    }

    /// <summary>Writes the rule's weights into a network (float32); gives their SHA-256 in the order of the state dict.</summary>
    public static string WriteInto(SegmentationModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, target, _) in model.State())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                target.zero_();
                continue;
            }

            var values = Weights(name, target.shape);
            sha.AppendData(MemoryMarshal.AsBytes<float>(values));
            using var source = tensor(values, target.shape);
            target.copy_(source);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static float[] Fill(long[] shape, Func<long, double> value)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)value(i);
        }

        return values;
    }
}
