using SegBook.Metrics;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>The files of a run's folder, without any training.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-records").FullName;

    private static readonly EpochRecord _epoch = new(1, 0.1 + 0.2, 1.0 / 3, 0.5, 0.75, double.NaN, double.NaN, double.NaN, 1.5, 20, 1 << 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void History_reads_back_to_the_bit()
    {
        var path = Path.Combine(_folder, "history.csv");
        var history = new[] { _epoch, _epoch with { Epoch = 2, ValidationLoss = Math.PI, ValidationMeanIou = 0.1 } };

        File.WriteAllText(path, HistoryFile.Write(history));

        Assert.Equal(history, HistoryFile.Read(path));
    }

    [Theory]
    [InlineData("a,b\n1,2", "first line")]
    [InlineData(null, "line 2")]
    public void History_that_is_something_else_is_refused(string? text, string named)
    {
        var path = Path.Combine(_folder, "history.csv");
        File.WriteAllText(path, text ?? HistoryFile.Write([]) + "1,2,x\n");

        Assert.Contains(named, Assert.Throws<SegBookException>(() => HistoryFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_are_the_same_numbers_whatever_the_time_they_took()
    {
        Assert.True(_epoch.SameNumbers(_epoch with { Seconds = 9, MemoryBytes = 1 }));
        Assert.False(_epoch.SameNumbers(_epoch with { TrainLoss = Math.BitIncrement(_epoch.TrainLoss) }));
    }

    [Fact]
    public void Write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(_folder, "file");
        AtomicFile.Write(path, "old");

        var error = Assert.Throws<SegBookException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));

        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Leftovers_of_a_killed_write_are_swept_away()
    {
        AtomicFile.Write(Path.Combine(_folder, "file"), "kept");
        File.WriteAllText(Path.Combine(_folder, ".file.123.tmp"), "half");

        AtomicFile.Sweep(_folder);

        Assert.Equal("file", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))));
    }

    [Fact]
    public void State_reads_back_to_the_bit()
    {
        var path = Path.Combine(_folder, "last.state");
        var state = new TrainingState
        {
            Epoch = 1,
            History = [_epoch],
            Plateau = new PlateauState(0.3, 2, 0.01),
            Partial = new PartialEpoch(3, 12, 4.5, [1, 2, 3, 4], 6.5),
        };

        StateFile.Write(path, state, new byte[] { 1, 2, 3 }, new byte[] { 4 });
        var (again, optimizer, hash) = StateFile.Read(path);

        Assert.Equal(state.History, again.History);
        Assert.Equal(state.Plateau, again.Plateau);
        Assert.Equal(state.Partial.Counts, again.Partial!.Counts);
        Assert.Equal(state.Partial, again.Partial with { Counts = state.Partial.Counts });
        Assert.Equal([1, 2, 3], optimizer);
        Assert.Equal([4], hash);
    }

    [Fact]
    public void Damaged_state_is_refused_wherever_the_damage_is()
    {
        var path = Path.Combine(_folder, "last.state");
        StateFile.Write(path, new TrainingState { Epoch = 1, History = [_epoch] }, new byte[] { 1, 2, 3 }, new byte[] { 4 });
        var good = File.ReadAllBytes(path);

        for (var i = 0; i < good.Length; i += 7)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0x40;
            File.WriteAllBytes(path, bad);
            Assert.Throws<SegBookException>(() => StateFile.Read(path));

            File.WriteAllBytes(path, good[..i]);
            Assert.Throws<SegBookException>(() => StateFile.Read(path));
        }
    }

    [Fact]
    public void Best_epoch_is_the_first_of_the_best()
    {
        var scores = new[] { 0.1, 0.4, 0.3, 0.4 };

        Assert.Equal(2, TrainingState.Best([.. scores.Select((score, i) => _epoch with { Epoch = i + 1, ValidationMeanIou = score })]));
    }

    [Fact]
    public void Best_epoch_is_the_last_without_validation() =>
        Assert.Equal(3, TrainingState.Best([_epoch, _epoch with { Epoch = 2 }, _epoch with { Epoch = 3 }]));

    [Fact]
    public void Best_epoch_is_none_before_the_first() => Assert.Equal(0, TrainingState.Best([]));

    [Fact]
    public void Seeds_of_steps_differ_in_every_direction()
    {
        var seeds = from seed in Enumerable.Range(0, 4) from epoch in Enumerable.Range(0, 20) from step in Enumerable.Range(0, 50) select TrainingState.StepSeed(seed, epoch, step);

        Assert.Equal(4000, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
    }

    [Fact]
    public void Frame_counts_read_back()
    {
        var path = Path.Combine(_folder, "test-frames.csv");
        var matrix = ConfusionMatrix.FromCounts(new long[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 1L << 40 } });

        File.WriteAllText(path, FrameCounts.Write(["a,b", "c"], [matrix, new ConfusionMatrix(3)]));
        var frames = FrameCounts.Read(path);

        Assert.Equal(["a,b", "c"], frames.Select(frame => frame.Frame));
        Assert.Equal(matrix.ToArray(), frames[0].Matrix.ToArray());
        Assert.Equal(0, frames[1].Matrix.Total);
    }

    [Fact]
    public void Lock_keeps_a_second_one_out_until_it_is_let_go()
    {
        var files = new RunFiles(_folder);

        using (files.Lock())
        {
            Assert.Contains("another process", Assert.Throws<SegBookException>(() => files.Lock()).Message, StringComparison.Ordinal);
        }

        files.Lock().Dispose();
    }
}
