namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Filters rows on their way into a file. Adaptive takes the filter whose bytes, read as signed, add up to the least.</summary>
internal sealed class PngRowFilter
{
    private readonly PngFilterMethod _method;
    private readonly int _step;
    private byte[] _row;
    private byte[] _above;
    private byte[] _best;
    private byte[] _trial;

    public PngRowFilter(PngFilterMethod method, int step, int length)
    {
        (_method, _step) = (method, step);
        (_row, _above, _best, _trial) = (new byte[length], new byte[length], new byte[length + 1], new byte[length + 1]);
    }

    /// <summary>Where the next row's bytes go.</summary>
    public Span<byte> Row => _row;

    /// <summary>The row filtered, with the filter's byte in front. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_method == PngFilterMethod.Adaptive)
        {
            var least = long.MaxValue;
            for (var method = PngFilterMethod.None; method <= PngFilterMethod.Paeth; method++)
            {
                Apply(method, _trial);
                if (Cost(_trial) is var cost && cost < least)
                {
                    least = cost;
                    (_best, _trial) = (_trial, _best);
                }
            }
        }
        else
        {
            Apply(_method, _best);
        }

        (_row, _above) = (_above, _row);
        return _best;
    }

    private static long Cost(ReadOnlySpan<byte> filtered)
    {
        var sum = 0L;
        foreach (var value in filtered[1..])
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private void Apply(PngFilterMethod method, byte[] target)
    {
        target[0] = (byte)method;
        var result = target.AsSpan(1);
        var row = _row;
        var above = _above;
        var step = _step;
        row.CopyTo(result);
        for (var i = 0; i < row.Length && method != PngFilterMethod.None; i++)
        {
            var left = i < step ? (byte)0 : row[i - step];
            result[i] -= method switch
            {
                PngFilterMethod.Sub => left,
                PngFilterMethod.Up => above[i],
                PngFilterMethod.Average => (byte)((left + above[i]) >> 1),
                _ => PngFilters.Predict(left, above[i], i < step ? (byte)0 : above[i - step]),
            };
        }
    }
}
