using SegBook.Charts;
using SegBook.Data;
using SegBook.Models;
using SegBook.Tests.Data;
using static TorchSharp.torch;

namespace SegBook.Tests.Charts;

/// <summary>Pictures of frames and of what a network makes of them.</summary>
public sealed class NetworkPicturesTests : IDisposable
{
    private readonly TestDataset _folder = new(frames: 3, height: 48, width: 64);
    private readonly SegmentationDataset _dataset;
    private readonly FrameCache _cache;
    private readonly SegmentationModel _model;

    public NetworkPicturesTests()
    {
        _dataset = SegmentationDataset.Open(_folder.Folder);
        _cache = new FrameCache(_dataset);
        _model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = _dataset.LabelMap.Count });
    }

    public void Dispose()
    {
        _model.Dispose();
        _cache.Dispose();
        _dataset.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Segmented_pictures_have_the_size_asked_for_and_shares_that_add_up()
    {
        _model.eval();
        var segmenter = new Segmenter(_model, _dataset.LabelMap, 32, 64, new PredictOptions { Flip = true });

        var frames = segmenter.SegmentAll(Segmenter.PicturesOf(_dataset));
        var file = segmenter.Segment(Segmenter.PicturesIn(_folder.Folder)[0]);

        Assert.Equal(_dataset.Names, frames.Select(frame => frame.Name));
        Assert.Equal((64, 32, 64 * 32), (file.Overlay.Width, file.ConfidencePicture.Height, file.Labels.Length));
        Assert.Equal(1, frames[1].Shares().Sum(share => share.Share), precision: 6);
        Assert.InRange(frames[1].MeanConfidence, 1.0 / _dataset.LabelMap.Count, 1);
        Assert.Equal(frames[0].Labels, file.Labels);
        var mask = Picture.FromPng(File.ReadAllBytes(file.SaveMask(Path.Combine(_folder.Folder, "masks"))));
        Assert.Equal(_dataset.LabelMap.Colorize(file.Labels), mask.Rgb.ToArray());
    }

    [Fact]
    public void Folder_without_pictures_is_refused()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder.Folder, "empty")).FullName;

        Assert.Contains("no PNG", Assert.Throws<SegBookException>(() => Segmenter.PicturesIn(empty)).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<SegBookException>(() => Segmenter.PicturesIn(empty + "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_picture_for_a_notebook_is_drawn()
    {
        using var scope = NewDisposeScope();
        var priors = rand(2, 48, 64);

        Assert.Equal((3 * 316) + (2 * 6), DatasetPictures.Labelled([.. Enumerable.Range(0, 3).Select(_dataset.Load)]).Width);
        Assert.Equal((2 * 80) + 6, DatasetPictures.Stages(_model, _cache, 0, tiles: 2).Width);
        Assert.Equal((4 * 240) + (3 * 6), DatasetPictures.Explained("first", _model, _cache, 0).Width);
        Assert.Equal((2 * 187) + 6, DatasetPictures.Augmented(_cache, 0, [Transform.Standard, Transform.None]).Width);
        Assert.Equal((2 * 235) + 6, DatasetPictures.Priors(["Road", "Car"], priors).Width);
    }
}
