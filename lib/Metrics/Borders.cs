namespace SegBook.Metrics;

/// <summary>The border pixels of a label map, class by class.</summary>
internal sealed class Borders
{
    private readonly int _height;
    private readonly int _width;
    private readonly byte[] _classAt;
    private readonly List<int>[] _pixels;
    private (double Reach, (int Down, int Right)[] Disc) _disc = (-1, []);

    public Borders(ReadOnlySpan<byte> labels, int height, int width, int classes, int ignore)
    {
        (_height, _width) = (height, width);
        All = new bool[labels.Length];
        _classAt = labels.ToArray();
        _pixels = [.. Enumerable.Range(0, classes).Select(_ => new List<int>())];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != ignore && labels[i] < classes && IsBorder(labels, i, ignore))
            {
                All[i] = true;
                _pixels[labels[i]].Add(i);
            }
        }
    }

    /// <summary>Whether a pixel is on any border.</summary>
    public bool[] All { get; }

    /// <summary>The border pixels of a class.</summary>
    public List<int> Of(int c) => _pixels[c];

    /// <summary>The share of <paramref name="pixels"/> that have a border pixel of class <paramref name="c"/> within <paramref name="reach"/> pixels.</summary>
    public double ShareNear(int c, List<int> pixels, double reach)
    {
        var disc = Disc(reach);
        return (double)pixels.Count(pixel => IsNear(c, pixel, disc)) / pixels.Count;
    }

    private bool IsBorder(ReadOnlySpan<byte> labels, int i, int ignore)
    {
        var (row, column, label) = (i / _width, i % _width, labels[i]);
        return (column > 0 && Differs(labels[i - 1])) || (column + 1 < _width && Differs(labels[i + 1]))
            || (row > 0 && Differs(labels[i - _width])) || (row + 1 < _height && Differs(labels[i + _width]));

        bool Differs(byte neighbour) => neighbour != label && neighbour != ignore;
    }

    private bool IsNear(int c, int pixel, (int Down, int Right)[] disc)
    {
        var (row, column) = (pixel / _width, pixel % _width);
        foreach (var (down, right) in disc)
        {
            var (y, x) = (row + down, column + right);
            if ((uint)y < (uint)_height && (uint)x < (uint)_width && All[y * _width + x] && _classAt[y * _width + x] == c)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Offsets within a radius, nearest first: most borders are found at once.</summary>
    private (int Down, int Right)[] Disc(double reach)
    {
        if (_disc.Reach != reach)
        {
            var r = (int)reach;
            var offsets = from down in Enumerable.Range(-r, 2 * r + 1)
                          from right in Enumerable.Range(-r, 2 * r + 1)
                          let squared = down * down + right * right
                          where squared <= reach * reach
                          orderby squared
                          select (down, right);
            _disc = (reach, offsets.ToArray());
        }

        return _disc.Disc;
    }
}
