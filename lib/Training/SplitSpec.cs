using SegBook.Data;

namespace SegBook.Training;

/// <summary>How the frames of a sequence are divided.</summary>
public enum SplitKind
{
    /// <summary>Contiguous blocks with a gap between the parts: the honest one, and the default.</summary>
    Blocks,

    /// <summary>The sequence's beginning for training, its end for testing.</summary>
    Chronological,

    /// <summary>At random. Neighbouring frames are nearly the same, so the test part leaks into training; kept to show by how much.</summary>
    Random,

    /// <summary>The reference notebook's, in records of earlier versions only. It is Random now, on the dataset that <c>SegBook.Reference</c> makes.</summary>
    Notebook,
}

/// <summary>Which frames train, validate and test. A rule, not a list, so that it fits any sequence.</summary>
public sealed record SplitSpec
{
    /// <summary>How the frames are divided. Default blocks.</summary>
    public SplitKind Kind { get; init; } = SplitKind.Blocks;

    /// <summary>Which fold is tested, from 0. Default 0; used by blocks.</summary>
    public int Fold { get; init; }

    /// <summary>Into how many blocks the sequence is cut; each is tested once. Default 5, 2 to 50; used by blocks.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How many frames are left out between two parts. Default 2, 0 to 50; used by blocks and chronological.</summary>
    public int Gap { get; init; } = 2;

    /// <summary>The share of the frames that validates. Default 0.1, 0 to 0.5; 0 trains without validation and keeps the last epoch.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>The share of the frames that is tested. Default 0.2, above 0 and up to 0.5; not used by blocks, where the folds decide.</summary>
    public double Test { get; init; } = 0.2;

    /// <summary>Divides a sequence.</summary>
    /// <param name="frames">Frames in the sequence.</param>
    /// <param name="seed">For the kinds that draw.</param>
    /// <exception cref="SegBookException">The sequence is too short.</exception>
    public Split Divide(int frames, int seed) => Kind switch
    {
        SplitKind.Blocks => Splits.Blocks(frames, Fold, Folds, Gap, Validation),
        SplitKind.Chronological => Splits.Chronological(frames, Test, Gap, Validation),
        SplitKind.Random => Splits.Random(frames, seed, Test, Validation),
        _ => throw new SegBookException($"The split {Kind} is of an earlier version. Its scores can be looked at, but nothing can be trained or evaluated with it: start anew with {SplitKind.Random}."),
    };
}
