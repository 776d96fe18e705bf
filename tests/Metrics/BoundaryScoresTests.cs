using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Borders: small pictures by hand, then slow versions of the fast parts.</summary>
public sealed class BoundaryScoresTests
{
    [Fact]
    public void A_perfect_border_scores_one()
    {
        var scores = new BoundaryScores(2, trimapWidths: [1]);
        byte[] map = [0, 0, 1, 1, 0, 0, 1, 1];

        scores.Add(map, map, 2, 4);

        Assert.Equal(1, scores.MeanF1);
        Assert.Equal([1.0, 1.0], scores.F1);
        Assert.Equal([(1, 1.0)], scores.TrimapIou);
    }

    [Fact]
    public void A_border_off_by_one_is_worked_out_by_hand()
    {
        // One row, truth 0 0 1 1, read 0 1 1 1. Borders: truth 0 at column 1, 1 at column 2; read 0 at column 0, 1 at column 1.
        byte[] truth = [0, 0, 1, 1], read = [0, 1, 1, 1];
        var exact = new BoundaryScores(2, tolerance: 0, trimapWidths: [1]);
        var lenient = new BoundaryScores(2, tolerance: 0.25, trimapWidths: [1]);   // 0.25 of the diagonal of 4.12 is 1.03 pixels

        exact.Add(truth, read, 1, 4);
        lenient.Add(truth, read, 1, 4);

        Assert.Equal(0, exact.MeanF1);
        Assert.Equal(1, lenient.MeanF1);

        // Trimap of half width 1: columns 1 and 2, truth 0 1, read 1 1.
        Assert.Equal([(1, (0 + 1.0 / 2) / 2)], exact.TrimapIou);
    }

    [Fact]
    public void A_class_with_a_border_in_only_one_map_scores_nothing()
    {
        var scores = new BoundaryScores(3, tolerance: 0);

        scores.Add([0, 0, 1, 1], [0, 0, 2, 2], 1, 4);

        Assert.Equal([1.0, 0.0, 0.0], scores.F1);
        Assert.Equal(1.0 / 3, scores.MeanF1, 12);
    }

    [Fact]
    public void Void_is_no_border_and_predictions_on_it_are_left_out()
    {
        var scores = new BoundaryScores(2, tolerance: 0);

        scores.Add([0, 0, 255, 1], [0, 0, 1, 1], 1, 4);

        Assert.True(double.IsNaN(scores.MeanF1));
        Assert.True(double.IsNaN(scores.F1[0]));
    }

    [Fact]
    public void Frames_without_a_border_change_nothing()
    {
        byte[] map = [0, 1, 0, 1];
        var scores = new BoundaryScores(2);
        scores.Add(map, [0, 1, 1, 1], 2, 2);
        var before = scores.MeanF1;

        scores.Add([0, 0, 0, 0], [0, 0, 0, 0], 2, 2);

        Assert.Equal(before, scores.MeanF1);
    }

    [Fact]
    public void Misuse_is_an_error_and_nothing_is_added()
    {
        var scores = new BoundaryScores(2);

        Assert.Throws<SegBookException>(() => scores.Add([0], [0, 0], 1, 1));
        Assert.Throws<SegBookException>(() => scores.Add([0, 7], [0, 0], 1, 2));
        Assert.Throws<SegBookException>(() => new BoundaryScores(2, tolerance: 2));
        Assert.Throws<SegBookException>(() => new BoundaryScores(2, trimapWidths: [0]));
        Assert.True(double.IsNaN(scores.MeanF1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Distances_are_those_of_a_slow_search(int seed)
    {
        const int height = 17, width = 23;
        var random = new Random(seed);
        bool[] marked = [.. Enumerable.Range(0, height * width).Select(_ => random.Next(40) == 0)];

        var fast = DistanceMap.Squared(marked, height, width);

        for (var i = 0; i < marked.Length; i++)
        {
            var slow = Enumerable.Range(0, marked.Length).Where(j => marked[j]).Min(j => Square(i / width - j / width) + Square(i % width - j % width));
            Assert.Equal(slow, fast[i], 9);
        }
    }

    [Fact]
    public void Distances_to_nothing_are_infinite() =>
        Assert.All(DistanceMap.Squared(new bool[12], 3, 4), distance => Assert.True(double.IsPositiveInfinity(distance)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Boundary_f1_is_that_of_a_slow_version(int seed)
    {
        const int height = 20, width = 30, classes = 4;
        var (truth, predicted) = (Blobs(seed, height, width, classes), Blobs(seed + 100, height, width, classes));
        var scores = new BoundaryScores(classes, tolerance: 0.06);

        scores.Add(truth, predicted, height, width);

        var reach = 0.06 * Math.Sqrt(height * height + width * width);
        double[] slow = [.. Enumerable.Range(0, classes).Select(c =>
        {
            var (t, p) = (Border(truth, c), Border(predicted, c));
            double Share(List<(int Y, int X)> of, List<(int Y, int X)> near) => (double)of.Count(a => near.Any(b => Square(a.Y - b.Y) + Square(a.X - b.X) <= reach * reach)) / of.Count;
            var (precision, recall) = (Share(p, t), Share(t, p));
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        })];
        Assert.Equal(slow, scores.F1);

        List<(int Y, int X)> Border(byte[] map, int c) =>
        [
            .. from y in Enumerable.Range(0, height)
               from x in Enumerable.Range(0, width)
               where map[y * width + x] == c && new[] { (y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1) }.Any(n => n.Item1 >= 0 && n.Item1 < height && n.Item2 >= 0 && n.Item2 < width && map[n.Item1 * width + n.Item2] != c)
               select (y, x),
        ];
    }

    private static double Square(double x) => x * x;

    private static byte[] Blobs(int seed, int height, int width, int classes)
    {
        var random = new Random(seed);
        (int Y, int X)[] centres = [.. Enumerable.Range(0, 2 * classes).Select(_ => (random.Next(height), random.Next(width)))];
        return [.. Enumerable.Range(0, height * width).Select(i => (byte)(centres.Index().MinBy(c => Square(c.Item.Y - i / width) + Square(c.Item.X - i % width)).Index % classes))];
    }
}
