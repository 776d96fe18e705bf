using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Metrics;

/// <summary>Counts tensors where they lie: on the CPU straight from their memory, elsewhere with a few operators and one small copy back.</summary>
internal static unsafe class TensorCounter
{
    /// <summary>Adds a batch to <paramref name="counts"/>: one table for all images, or one each.</summary>
    public static void Count(Tensor truth, Tensor predicted, int classes, int ignore, long[][] counts)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        if (truth.ndim == 2)
        {
            truth = truth.unsqueeze(0);
            predicted = predicted.unsqueeze(0);
        }

        var fromLogits = predicted.ndim == truth.ndim + 1;
        CheckShapes(truth, predicted, classes, fromLogits);
        if (truth.numel() == 0)
        {
            return;
        }

        var sources = truth.device_type == DeviceType.CPU ? Sources(truth, predicted, classes, fromLogits) : null;
        if (sources is var (labels, guesses))
        {
            var (images, pixels) = ((int)truth.shape[0], (int)(truth.shape[1] * truth.shape[2]));
            var fault = PixelCounter.Count(labels, guesses, images, pixels, classes, ignore, counts, get_num_threads());

            // The readers hold bare pointers, and the caller may have no further use for its tensors.
            GC.KeepAlive(truth);
            GC.KeepAlive(predicted);
            if (fault is not null)
            {
                throw PixelCounter.Error(fault, classes, ignore, (int)truth.shape[2]);
            }
        }
        else
        {
            CountOnDevice(truth, fromLogits ? predicted.argmax(1) : predicted, classes, ignore, counts);
        }
    }

    private static void CheckShapes(Tensor truth, Tensor predicted, int classes, bool fromLogits)
    {
        long[] t = truth.shape, p = predicted.shape;
        var fits = truth.ndim == 3 && (fromLogits
            ? p[0] == t[0] && p[1] == classes && p[2] == t[1] && p[3] == t[2]
            : p.AsSpan().SequenceEqual(t));
        if (!fits)
        {
            throw new SegBookException($"Labels [{string.Join(", ", t)}] and predictions [{string.Join(", ", p)}] do not fit: use labels [N, H, W] and either the same shape or logits [N, {classes}, H, W].");
        }

        if (is_floating_point(truth) || (!fromLogits && is_floating_point(predicted)))
        {
            throw new SegBookException($"Labels are {truth.dtype}, predictions {predicted.dtype}: class indices are integers.");
        }
    }

    /// <summary>Readers of the tensors' own memory, or null where a dtype or a layout has none.</summary>
    private static (PixelSource Labels, PixelSource Guesses)? Sources(Tensor truth, Tensor predicted, int classes, bool fromLogits)
    {
        var labels = Labels(truth);
        var guesses = fromLogits ? Logits(predicted, classes) : Labels(predicted);
        return labels is null || guesses is null ? null : (labels, guesses);
    }

    private static PixelSource? Labels(Tensor map)
    {
        // Label maps are small; only a strange layout is copied.
        var dense = map.contiguous();
        var pixels = map.shape[1] * map.shape[2];
        return dense.device_type != DeviceType.CPU ? null : map.dtype switch
        {
            ScalarType.Int64 => new LabelPixels<long>((long*)Address(dense), pixels),
            ScalarType.Int32 => new LabelPixels<int>((int*)Address(dense), pixels),
            ScalarType.Byte => new LabelPixels<byte>((byte*)Address(dense), pixels),
            _ => null,
        };
    }

    private static PixelSource? Logits(Tensor logits, int classes)
    {
        // A bigger batch than a span can hold takes the operators.
        if (logits.dtype != ScalarType.Float32 || logits.device_type != DeviceType.CPU || logits.numel() > int.MaxValue / sizeof(float))
        {
            return null;
        }

        var pixels = logits.shape[2] * logits.shape[3];
        if (logits.is_contiguous())
        {
            return new PlanarLogits((float*)Address(logits), classes, pixels);
        }

        var channelsLast = logits.permute(0, 2, 3, 1);
        return channelsLast.is_contiguous() ? new InterleavedLogits((float*)Address(channelsLast), classes, pixels) : null;
    }

    /// <summary>Where a dense CPU tensor's numbers begin; good as long as the tensor lives.</summary>
    private static void* Address(Tensor dense) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(dense.bytes));

    private static void CountOnDevice(Tensor truth, Tensor predicted, int classes, int ignore, long[][] counts)
    {
        var cells = (long)classes * classes;
        var tables = counts.Length;
        var t = truth.to(int64);
        var p = predicted.to(t.device).to(int64);
        var key = t * classes + p;
        if (tables > 1)
        {
            key += arange(tables, int64, t.device).view(-1, 1, 1) * cells;
        }

        // Three more cells: void, wrong label, wrong prediction. So there is one count, one copy, and the check is free.
        key = key.masked_fill((p < 0).logical_or(p >= classes), tables * cells + 2);
        key = key.masked_fill((t < 0).logical_or(t >= classes), tables * cells + 1);
        key = key.masked_fill(t == ignore, tables * cells);
        var found = bincount(key.flatten(), minlength: tables * cells + 3).cpu().data<long>().ToArray();
        if (found[^2] > 0 || found[^1] > 0)
        {
            throw new SegBookException($"{found[^2]} labels and {found[^1]} predictions are no class: there are {classes}, 0 to {classes - 1}, and {ignore} for void labels only.");
        }

        for (var i = 0L; i < tables * cells; i++)
        {
            counts[i / cells][i % cells] += found[i];
        }
    }
}
