using SegBook.Data;

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

    private static int Distance(IReadOnlyList<int> first, IReadOnlyList<int> second) => first.Min(a => second.Min(b => Math.Abs(a - b)));
}
