namespace SegBook.Losses;

/// <summary>How many pixels each class has, counted frame by frame; void pixels are left out.</summary>
public sealed class ClassCounts
{
    private readonly long[] _pixels;
    private readonly long[] _around;
    private readonly int _ignoreIndex;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="classCount">Number of classes, 1 to 256.</param>
    /// <param name="ignoreIndex">The label of void pixels.</param>
    public ClassCounts(int classCount, int ignoreIndex = 255)
    {
        if (classCount is < 1 or > 256)
        {
            throw new SegBookException($"Labels of {classCount} classes: use 1 to 256.");
        }

        _pixels = new long[classCount];
        _around = new long[classCount];
        _ignoreIndex = ignoreIndex;
    }

    /// <summary>Pixels per class.</summary>
    public IReadOnlyList<long> Pixels => _pixels;

    /// <summary>Per class, all labelled pixels of the frames in which it occurs.</summary>
    public IReadOnlyList<long> PixelsOfFramesWith => _around;

    /// <summary>Frames counted.</summary>
    public int Frames { get; private set; }

    /// <summary>Counts one frame's labels.</summary>
    /// <exception cref="SegBookException">A label is neither a class nor void.</exception>
    public void Add(ReadOnlySpan<byte> labels)
    {
        var found = new long[256];
        foreach (var label in labels)
        {
            found[label]++;
        }

        Add(found);
    }

    /// <summary>Counts one frame from its number of pixels per class.</summary>
    /// <param name="pixels">At least one number per class; those of the void label are passed over.</param>
    /// <exception cref="SegBookException">A label that is neither a class nor void has pixels.</exception>
    public void Add(long[] pixels)
    {
        var wrong = Array.FindIndex(pixels, Math.Min(_pixels.Length, pixels.Length), count => count > 0);
        while (wrong >= 0 && wrong == _ignoreIndex)
        {
            wrong = Array.FindIndex(pixels, wrong + 1, count => count > 0);
        }

        if (wrong >= 0)
        {
            throw new SegBookException($"Frame {Frames} has label {wrong}: there are {_pixels.Length} classes, 0 to {_pixels.Length - 1}, and {_ignoreIndex} for void.");
        }

        var classes = Enumerable.Range(0, Math.Min(_pixels.Length, pixels.Length)).Where(c => c != _ignoreIndex && pixels[c] > 0).ToArray();
        var all = classes.Sum(c => pixels[c]);
        foreach (var c in classes)
        {
            _pixels[c] += pixels[c];
            _around[c] += all;
        }

        Frames++;
    }
}
