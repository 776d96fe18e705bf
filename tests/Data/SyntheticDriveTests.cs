using SegBook.Data;

namespace SegBook.Tests.Data;

/// <summary>The drive that stands in for data.</summary>
public sealed class SyntheticDriveTests
{
    [Fact]
    public void Synthetic_drive_shows_all_32_classes_and_the_same_pixels_each_time()
    {
        using var first = new Folder();
        using var second = new Folder();
        SyntheticDrive.Write(first.Path, frames: 3, height: 180, width: 240, seed: 1);
        SyntheticDrive.Write(second.Path, frames: 3, height: 180, width: 240, seed: 1);
        using var drive = Drive.Open(first.Path, LabelMap.CamVid32);
        using var same = Drive.Open(second.Path, LabelMap.CamVid32);

        var seen = Enumerable.Range(0, drive.Count).SelectMany(i => drive.Load(i).Labels).ToHashSet();

        Assert.Equal(32, seen.Count);
        Assert.Equal(drive.Fingerprint(), same.Fingerprint());
    }

    [Fact]
    public void Synthetic_neighbours_are_near_copies_and_distant_frames_are_not()
    {
        using var folder = new Folder();
        SyntheticDrive.Write(folder.Path, frames: 40, height: 60, width: 80);
        using var drive = Drive.Open(folder.Path);
        var labels = new[] { 0, 1, 39 }.Select(i => drive.Load(i).Labels).ToList();

        Assert.InRange(Agreement(labels[0], labels[1]), 0.93, 0.9999);
        Assert.True(Agreement(labels[0], labels[2]) < Agreement(labels[0], labels[1]) - 0.05);
    }

    [Fact]
    public void Synthetic_drive_of_another_seed_is_another_street()
    {
        using var folder = new Folder();
        using var other = new Folder();
        SyntheticDrive.Write(folder.Path, frames: 1, height: 60, width: 80, seed: 1);
        SyntheticDrive.Write(other.Path, frames: 1, height: 60, width: 80, seed: 2);
        using var drive = Drive.Open(folder.Path);
        using var second = Drive.Open(other.Path);

        Assert.True(Agreement(drive.Load(0).Labels, second.Load(0).Labels) < 0.95);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(241, 60)]
    [InlineData(5, 31)]
    public void Synthetic_drive_out_of_range_is_refused(int frames, int height)
    {
        using var folder = new Folder();

        Assert.Throws<SegBookException>(() => SyntheticDrive.Write(folder.Path, frames, height));
    }

    private static double Agreement(byte[] first, byte[] second) => first.Zip(second, (a, b) => a == b ? 1.0 : 0).Average();

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("segbook-synthetic").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
