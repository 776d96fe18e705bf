using System.Text.RegularExpressions;
using SegBook.Data;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Tests.Data;

/// <summary>Who is trained on and who is tested.</summary>
public sealed class SplitsTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var frames in new[] { 30, 60, 101, 701 })
        {
            foreach (var name in new[] { "blocks", "chronological", "random" })
            {
                cases.Add(name, frames);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parts_of_a_split_are_disjoint_and_within_the_sequence(string name, int frames)
    {
        for (var fold = 0; fold < 5; fold++)
        {
            var split = name switch
            {
                "blocks" => Splits.Blocks(frames, fold),
                "chronological" => Splits.Chronological(frames),
                _ => Splits.Random(frames, seed: fold + 1),
            };
            var all = split.Train.Concat(split.Validation).Concat(split.Test).ToList();

            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.All(all, number => Assert.InRange(number, 0, frames - 1));
            Assert.NotEmpty(split.Train);
            Assert.NotEmpty(split.Test);
        }
    }

    [Theory]
    [InlineData(101, 5, 2)]
    [InlineData(60, 4, 3)]
    public void Folds_of_blocks_test_every_frame_once_and_keep_their_distance(int frames, int folds, int gap)
    {
        var splits = Splits.AllBlocks(frames, folds, gap);

        Assert.Equal(Enumerable.Range(0, frames), splits.SelectMany(split => split.Test));
        Assert.All(splits, split =>
        {
            Assert.False(split.Leaks);
            Assert.True(Distance(split.Train, split.Test) > gap);
            Assert.True(Distance(split.Train, split.Validation) > gap);
            Assert.True(Distance(split.Validation, split.Test) > gap);
            Assert.Equal((int)Math.Round(0.1 * frames), split.Validation.Count);
        });
    }

    [Fact]
    public void Random_split_is_complete_and_says_that_it_leaks()
    {
        var split = Splits.Random(101, seed: 3);

        Assert.True(split.Leaks);
        Assert.Equal(Enumerable.Range(0, 101), split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.Equal((20, 10), (split.Test.Count, split.Validation.Count));
        Assert.Equal(Splits.Random(101, seed: 3).Test, split.Test);
        Assert.NotEqual(Splits.Random(101, seed: 4).Test, split.Test);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-1, 5)]
    [InlineData(0, 1)]
    [InlineData(0, 200)]
    public void Block_that_does_not_exist_is_refused(int fold, int folds) =>
        Assert.Throws<SegBookException>(() => Splits.Blocks(101, fold, folds));

    [Fact]
    public void Drive_that_is_too_short_is_refused() => Assert.Contains("too short", Assert.Throws<SegBookException>(() => Splits.Blocks(4, 1, 2)).Message);

    [Theory]
    [InlineData("Blocks", 2, 0, 5, 2, 0.1, 0.2)]
    [InlineData("Blocks", 3, 2, 5, 2, 0.1, 0.2)]
    [InlineData("Blocks", 4, 4, 5, 2, 0.5, 0.2)]
    [InlineData("Blocks", 5, 1, 2, 50, 0.5, 0.2)]
    [InlineData("Blocks", 6, 7, 50, 2, 0, 0.2)]
    [InlineData("Chronological", 2, 0, 5, 2, 0.1, 0.2)]
    [InlineData("Chronological", 4, 0, 5, 50, 0.5, 0.5)]
    [InlineData("Chronological", 12, 0, 5, 10, 0.1, 0.2)]
    [InlineData("Random", 2, 0, 5, 2, 0.1, 0.2)]
    [InlineData("Random", 3, 0, 5, 2, 0.45, 0.1)]
    public void Short_sequence_is_told_settings_that_divide_it(string kind, int frames, int fold, int folds, int gap, double validation, double test)
    {
        var spec = new SplitSpec(Enum.Parse<SplitKind>(kind), fold, folds, gap, validation, test);
        var experiment = new Experiment { Data = "frames", Model = new ModelConfig(), Split = spec };

        var told = Assert.Throws<SegBookException>(() => experiment.Split.Divide(frames, seed: 1)).Message;
        var advice = Regex.Matches(told.Split("Use for example ")[1], "(split[.][a-z]+)=([0-9.]*[0-9])");
        foreach (Match setting in advice)
        {
            experiment = experiment.With(setting.Groups[1].Value, setting.Groups[2].Value);
        }

        var split = experiment.Split.Divide(frames, seed: 1);
        Assert.NotEmpty(advice);
        Assert.True(split.Train.Count > 0 && split.Test.Count > 0);
        Assert.All(Enumerable.Range(0, kind == "Blocks" ? experiment.Split.Folds : 0), each => (experiment.Split with { Fold = each }).Divide(frames, seed: 1));
    }

    [Theory]
    [InlineData("Blocks", 0)]
    [InlineData("Chronological", 1)]
    [InlineData("Random", 1)]
    public void What_cannot_be_divided_at_all_is_told_so(string kind, int frames) =>
        Assert.Contains("at least two", Assert.Throws<SegBookException>(() => new SplitSpec(Enum.Parse<SplitKind>(kind)).Divide(frames, seed: 1)).Message);

    [Theory]
    [InlineData("train val test test", "0", "1", "2 3", "folders")]
    [InlineData("train val train", "0 2", "", "1", "folders, val is tested and nothing validates")]
    [InlineData("test train", "1", "", "0", "folders")]
    [InlineData("train - test -", "0", "", "2", "folders, 2 frames in no part left out")]
    public void Folders_divide_as_they_are_called(string parts, string train, string validation, string test, string name)
    {
        var split = Splits.Folders(Parts(parts));

        Assert.Equal([train, validation, test], new[] { split.Train, split.Validation, split.Test }.Select(frames => string.Join(' ', frames)));
        Assert.Equal(name, split.Name);
        Assert.False(split.Leaks);
    }

    [Theory]
    [InlineData("train train", "train (2 frames)")]
    [InlineData("val test", "val (1 frames), test (1 frames)")]
    [InlineData("- - -", "no part (3 frames)")]
    public void Folders_that_say_no_division_are_refused(string parts, string found) =>
        Assert.Contains($"found: {found}.", Assert.Throws<SegBookException>(() => Splits.Folders(Parts(parts))).Message);

    private static string?[] Parts(string parts) => [.. parts.Split(' ').Select(part => part == "-" ? null : part)];

    private static int Distance(IReadOnlyList<int> first, IReadOnlyList<int> second) => first.Min(a => second.Min(b => Math.Abs(a - b)));
}
