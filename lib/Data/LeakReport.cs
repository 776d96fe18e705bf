using SegBook.Display;

namespace SegBook.Data;

/// <summary>How much of a split's test frames is among its training frames already. In a notebook it shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class LeakReport : IShowsTable
{
    private LeakReport(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>One row for each split.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Compares each test frame with the training frame that is nearest in time.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="splits">To be compared.</param>
    public static LeakReport Of(FrameCache cache, params IReadOnlyList<Split> splits) => new([.. splits.Select(split => Of(cache, split))]);

    /// <summary>The training frame that is nearest in time to a frame; of two at the same distance the earlier one.</summary>
    public static int NearestTraining(Split split, int frame) =>
        split.Train.MinBy(train => (Math.Abs(train - frame), train));

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static Row Of(FrameCache cache, Split split)
    {
        var pairs = split.Test.Select(test => (Test: test, Train: NearestTraining(split, test))).ToList();
        var agreements = pairs.Select(pair => LabelAgreement.Of(cache.Get(pair.Test).Labels, cache.Get(pair.Train).Labels)).ToList();
        return new Row(split.Name, split.Leaks, pairs.Min(pair => Math.Abs(pair.Test - pair.Train)), pairs.Average(pair => Math.Abs(pair.Test - pair.Train)), agreements.Average(), agreements.Max());
    }

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable("How near is the nearest training frame to a test frame?", "split", "leaks", "nearest", "mean distance", "same labels, mean %", "same labels, most %");
        foreach (var row in Rows)
        {
            table.Add(row.Split, row.Leaks ? "yes" : "no", $"{row.NearestDistance}", FormattableString.Invariant($"{row.MeanDistance:0.0}"), FormattableString.Invariant($"{100 * row.MeanAgreement:0.0}"), FormattableString.Invariant($"{100 * row.MostAgreement:0.0}"));
        }

        return table;
    }

    /// <summary>What was found for a split.</summary>
    /// <param name="Split">Its name.</param>
    /// <param name="Leaks">As the split says of itself.</param>
    /// <param name="NearestDistance">In frames, from a test frame to a training frame, at the least.</param>
    /// <param name="MeanDistance">In frames, from a test frame to the nearest training frame.</param>
    /// <param name="MeanAgreement">Share of a test frame's counted pixels that have the same label in the nearest training frame.</param>
    /// <param name="MostAgreement">The same for the test frame where it is largest.</param>
    public sealed record Row(string Split, bool Leaks, int NearestDistance, double MeanDistance, double MeanAgreement, double MostAgreement);
}
