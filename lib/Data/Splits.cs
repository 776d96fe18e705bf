namespace SegBook.Data;

/// <summary>Which frames are trained on, decide when to stop (may be none), and are scored. Leaks: near-copies of scored frames are trained on.</summary>
public sealed record Split(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Validation, IReadOnlyList<int> Test, bool Leaks)
{
    /// <summary>Name and counts.</summary>
    public override string ToString() => $"{Name}: {Train.Count} train, {Validation.Count} validation, {Test.Count} test"
        + (Leaks ? " (leaks: near-copies of test frames are trained on)" : "");
}

/// <summary>Ways to split the frames of one sequence. Neighbours are near-copies of each other, so only contiguous blocks with a gap are honest.</summary>
public static class Splits
{
    /// <summary>Cuts the sequence into stretches and tests on one, counted from 0. The validation share lies beside it; gaps keep copies apart.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Blocks(int frames, int fold = 0, int folds = 5, int gap = 2, double validation = 0.1)
    {
        Require(folds >= 2, $"split.folds is {folds}: it is at least 2.");
        Require(fold >= 0 && fold < folds, $"Fold {fold} of {folds}: folds are counted from 0 to {folds - 1} (split.fold, split.folds).");
        Require(gap >= 0 && validation is >= 0 and < 1,
            $"A gap of {gap} and a validation share of {validation}: the gap is at least 0, the share at least 0 and below 1.");
        return Block(frames, fold, folds, gap, validation) ?? throw TooShort(frames, $"split.folds={folds}, split.gap={gap}, split.validation={validation}",
            from share in new[] { validation, 0 }
            from nearer in Enumerable.Range(0, Math.Min(gap, frames) + 1).Reverse()
            from fewer in Enumerable.Range(2, Math.Max(0, Math.Min(folds, frames) - 1)).Reverse()
            where Enumerable.Range(0, fewer).All(i => Block(frames, i, fewer, nearer, share) is not null)
            select $"split.folds={fewer}{(fold < fewer ? "" : ", split.fold=0")}, split.gap={nearer}, split.validation={share}");
    }

    /// <summary>All folds of <see cref="Blocks"/>.</summary>
    public static IReadOnlyList<Split> AllBlocks(int frames, int folds = 5, int gap = 2, double validation = 0.1) =>
        [.. Enumerable.Range(0, folds).Select(fold => Blocks(frames, fold, folds, gap, validation))];

    /// <summary>Trains on the beginning of the sequence, tests on its end; shares are of all frames, the gap is as in <see cref="Blocks"/>.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Chronological(int frames, double test = 0.2, int gap = 2, double validation = 0.1)
    {
        Require(test is > 0 and < 1 && validation is >= 0 and < 1 && gap >= 0,
            $"A test share of {test}, a validation share of {validation} and a gap of {gap} make no split.");
        return Halves(frames, test, gap, validation) ?? throw TooShort(frames, $"split.test={test}, split.gap={gap}, split.validation={validation}",
            from other in new[] { (test, validation), (test, 0), (0.34, 0), (0.5, 0) }
            from nearer in Enumerable.Range(0, Math.Min(gap, frames) + 1).Reverse()
            where Halves(frames, other.Item1, nearer, other.Item2) is not null
            select $"split.test={other.Item1}, split.gap={nearer}, split.validation={other.Item2}");
    }

    /// <summary>Deals the frames at random, in shares of all frames. Test frames then have near-copies in training: for comparison only.</summary>
    /// <exception cref="SegBookException">A value is out of range or nothing is left to train on.</exception>
    public static Split Random(int frames, int seed = 1, double test = 0.2, double validation = 0.1)
    {
        Require(test is > 0 and < 1 && validation is >= 0 && test + validation < 1,
            $"A test share of {test} and a validation share of {validation} leave nothing to train on.");
        return Dealt(frames, seed, test, validation) ?? throw TooShort(frames, $"split.test={test}, split.validation={validation}",
            from other in new[] { (test, 0), (0.34, 0), (0.5, 0) }
            where Dealt(frames, seed, other.Item1, other.Item2) is not null
            select $"split.test={other.Item1}, split.validation={other.Item2}");
    }

    /// <summary>As the frames' folders say: train trains, val validates, test tests; where there is no test, val is tested and nothing validates.</summary>
    /// <param name="parts">Of each frame train, val, test, or null where its folder says none.</param>
    /// <exception cref="SegBookException">There is no such division.</exception>
    public static Split Folders(IReadOnlyList<string?> parts)
    {
        var (train, val, test) = (Of("train"), Of("val"), Of("test"));
        var found = string.Join(", ", parts.CountBy(part => part ?? "no part").Select(part => $"{part.Key} ({part.Value} frames)"));
        Require(train.Count > 0 && test.Count + val.Count > 0,
            $"split.kind=Folders wants frames in a folder train and in a folder test or val; found: {found}. Use split.kind=Blocks.");
        var name = (test.Count, parts.Count - train.Count - val.Count - test.Count) switch
        {
            (0, _) => "folders, val is tested and nothing validates",
            (_, > 0 and var rest) => $"folders, {rest} frames in no part left out",
            _ => "folders",
        };
        return new Split(name, train, test.Count == 0 ? [] : val, test.Count == 0 ? val : test, Leaks: false);

        List<int> Of(string part) => [.. Enumerable.Range(0, parts.Count).Where(i => parts[i] == part)];
    }

    private static Split? Block(int frames, int fold, int folds, int gap, double validation)
    {
        var (start, end) = (fold * frames / folds, (fold + 1) * frames / folds);
        var size = (int)Math.Round(validation * frames);

        // Behind the test where there is room, else in front of it.
        var behind = end + gap + size <= frames;
        var (from, to) = size == 0 ? (0, 0) : behind ? (end + gap, end + gap + size) : (start - gap - size, start - gap);
        var train = Range(0, frames).FindAll(i => !Near(i, start, end, gap) && !(size > 0 && Near(i, from, to, gap)));
        return from < 0 ? null : Whole(new Split($"block {fold + 1} of {folds}", train, Range(from, to), Range(start, end), Leaks: false));
    }

    private static Split? Halves(int frames, double test, int gap, double validation)
    {
        var testFrom = frames - (int)Math.Round(test * frames);
        var size = (int)Math.Round(validation * frames);
        var validationTo = size == 0 ? testFrom : testFrom - gap;
        var trainTo = validationTo - size - gap;
        return trainTo <= 0 ? null
            : Whole(new Split("chronological", Range(0, trainTo), Range(validationTo - size, validationTo), Range(testFrom, frames), Leaks: false));
    }

    private static Split? Dealt(int frames, int seed, double test, double validation)
    {
        int[] order = [.. Enumerable.Range(0, frames)];
        new RandomStream(seed, 0x5917).Shuffle<int>(order);
        var (tests, validations) = ((int)Math.Round(test * frames), (int)Math.Round(validation * frames));
        return tests + validations > frames ? null : Whole(new Split("random",
            [.. order[(tests + validations)..].Order()], [.. order[tests..(tests + validations)].Order()], [.. order[..tests].Order()], Leaks: true));
    }

    private static List<int> Range(int from, int to) => [.. Enumerable.Range(from, to - from)];

    private static bool Near(int frame, int start, int end, int gap) => frame >= start - gap && frame < end + gap;

    private static Split? Whole(Split split) => split.Train.Count > 0 && split.Test.Count > 0 ? split : null;

    private static SegBookException TooShort(int frames, string asked, IEnumerable<string> others) => new(frames < 2
        ? $"{frames} frame{(frames == 1 ? "" : "s")} cannot be split at all: at least two are needed, one to train on and one to test."
        : $"A sequence of {frames} frames is too short for {asked}. Use for example {others.FirstOrDefault() ?? "more frames"}.");
}
