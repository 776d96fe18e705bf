using static SegBook.SegBookException;

namespace SegBook.Data;

/// <summary>Which frames are trained on, decide when to stop (may be none), and are scored. Leaks: near-copies of scored frames are trained on.</summary>
public sealed record Split(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Validation, IReadOnlyList<int> Test, bool Leaks)
{
    /// <summary>Name and counts.</summary>
    public override string ToString() => $"{Name}: {Train.Count} train, {Validation.Count} validation, {Test.Count} test{(Leaks ? " (leaks: near-copies of test frames are trained on)" : "")}";
}

/// <summary>Ways to split the frames of one sequence. Neighbours are near-copies of each other, so only contiguous blocks with a gap are honest.</summary>
public static class Splits
{
    /// <summary>Cuts the sequence into stretches and tests on one, counted from 0. The validation share lies beside it; gaps keep copies apart.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Blocks(int frames, int fold = 0, int folds = 5, int gap = 2, double validation = 0.1)
    {
        Require(folds >= 2 && folds <= frames, $"{folds} folds of {frames} frames: use 2 to {frames}.");
        Require(fold >= 0 && fold < folds, $"Fold {fold} of {folds}: folds are counted from 0 to {folds - 1}.");
        Require(gap >= 0 && validation is >= 0 and < 1, $"A gap of {gap} and a validation share of {validation}: the gap is at least 0, the share at least 0 and below 1.");
        var (start, end) = (fold * frames / folds, (fold + 1) * frames / folds);
        var size = (int)Math.Round(validation * frames);

        // Behind the test where there is room, else in front of it.
        var behind = end + gap + size <= frames;
        var (from, to) = size == 0 ? (0, 0) : behind ? (end + gap, end + gap + size) : (start - gap - size, start - gap);
        Require(size == 0 || from >= 0, $"{frames} frames are too few for {folds} folds with a gap of {gap} and a validation share of {validation}.");
        var train = Enumerable.Range(0, frames).Where(i => !Near(i, start, end, gap) && !(size > 0 && Near(i, from, to, gap))).ToList();
        return Checked(new Split($"block {fold + 1} of {folds}", train, Range(from, to), Range(start, end), Leaks: false));
    }

    /// <summary>All folds of <see cref="Blocks"/>.</summary>
    public static IReadOnlyList<Split> AllBlocks(int frames, int folds = 5, int gap = 2, double validation = 0.1) =>
        [.. Enumerable.Range(0, folds).Select(fold => Blocks(frames, fold, folds, gap, validation))];

    /// <summary>Trains on the beginning of the sequence, tests on its end; shares are of all frames, the gap is as in <see cref="Blocks"/>.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Chronological(int frames, double test = 0.2, int gap = 2, double validation = 0.1)
    {
        Require(test is > 0 and < 1 && validation is >= 0 and < 1 && gap >= 0, $"A test share of {test}, a validation share of {validation} and a gap of {gap} make no split.");
        var testFrom = frames - (int)Math.Round(test * frames);
        var size = (int)Math.Round(validation * frames);
        var validationTo = size == 0 ? testFrom : testFrom - gap;
        var trainTo = validationTo - size - gap;
        Require(trainTo > 0, $"{frames} frames are too few for a test share of {test}, a validation share of {validation} and a gap of {gap}.");
        return Checked(new Split("chronological", Range(0, trainTo), Range(validationTo - size, validationTo), Range(testFrom, frames), Leaks: false));
    }

    /// <summary>Deals the frames at random, in shares of all frames. Every test frame then has near-copies among the training frames: for comparison only.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Random(int frames, int seed = 1, double test = 0.2, double validation = 0.1)
    {
        Require(test is > 0 and < 1 && validation is >= 0 && test + validation < 1, $"A test share of {test} and a validation share of {validation} leave nothing to train on.");
        int[] order = [.. Enumerable.Range(0, frames)];
        new RandomStream(seed, 0x5917).Shuffle<int>(order);
        var (tests, validations) = ((int)Math.Round(test * frames), (int)Math.Round(validation * frames));
        var (tested, rest) = (order[..tests], order[tests..]);
        return Checked(new Split("random", [.. rest[validations..].Order()], [.. rest[..validations].Order()], [.. tested.Order()], Leaks: true));
    }

    private static List<int> Range(int from, int to) => [.. Enumerable.Range(from, to - from)];

    private static bool Near(int frame, int start, int end, int gap) => frame >= start - gap && frame < end + gap;

    private static Split Checked(Split split)
    {
        Require(split.Train.Count > 0 && split.Test.Count > 0, $"The sequence is too short for the split '{split.Name}': {split.Train.Count} frames to train on, {split.Test.Count} to test.");
        return split;
    }
}
