namespace SegBook.Metrics;

/// <summary>Distance of every pixel to the nearest marked one.</summary>
internal static class DistanceMap
{
    /// <summary>Squared Euclidean distances, exact; infinite where nothing is marked.</summary>
    /// <remarks>Felzenszwalb and Huttenlocher 2012, "Distance Transforms of Sampled Functions": columns first, then the lower envelope of parabolas along each row.</remarks>
    public static double[] Squared(bool[] marked, int height, int width)
    {
        var distance = new double[marked.Length];
        for (var column = 0; column < width; column++)
        {
            Sweep(marked, distance, column, height, width);
        }

        var envelope = new Envelope(width);
        for (var row = 0; row < height; row++)
        {
            envelope.Apply(distance.AsSpan(row * width, width));
        }

        return distance;
    }

    /// <summary>Along a column there is one marked pixel above and one below that matter.</summary>
    private static void Sweep(bool[] marked, double[] distance, int column, int height, int width)
    {
        var away = double.PositiveInfinity;
        for (var row = 0; row < height; row++)
        {
            away = marked[row * width + column] ? 0 : away + 1;
            distance[row * width + column] = away;
        }

        away = double.PositiveInfinity;
        for (var row = height - 1; row >= 0; row--)
        {
            ref var here = ref distance[row * width + column];
            away = here == 0 ? 0 : away + 1;
            here = Math.Min(here, away);
            here *= here;
        }
    }

    private sealed class Envelope(int width)
    {
        private readonly int[] _centre = new int[width];
        private readonly double[] _from = new double[width + 1];
        private readonly double[] _height = new double[width];

        public void Apply(Span<double> row)
        {
            row.CopyTo(_height);
            var last = -1;
            for (var x = 0; x < width; x++)
            {
                if (double.IsPositiveInfinity(_height[x]))
                {
                    continue;
                }

                var meets = double.NegativeInfinity;
                while (last >= 0 && (meets = Meet(_centre[last], x)) <= _from[last])
                {
                    last--;
                }

                last++;
                _centre[last] = x;
                _from[last] = last == 0 ? double.NegativeInfinity : meets;
            }

            _from[last + 1] = double.PositiveInfinity;
            for (var (x, k) = (0, 0); last >= 0 && x < width; x++)
            {
                while (_from[k + 1] < x)
                {
                    k++;
                }

                row[x] = (double)(x - _centre[k]) * (x - _centre[k]) + _height[_centre[k]];
            }
        }

        /// <summary>Where the parabola at <paramref name="right"/> dips below the one at <paramref name="left"/>.</summary>
        private double Meet(int left, int right) =>
            (_height[right] + (double)right * right - _height[left] - (double)left * left) / (2.0 * (right - left));
    }
}
