using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public sealed class PretrainedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-weights").FullName;

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("encoder.")]
    [InlineData("module.backbone.")]
    public void Encoder_takes_a_classifiers_weights_under_any_prefix(string prefix)
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        var weights = Classifier(prefix);

        model.LoadEncoder(weights);

        Assert.All(model.Encoder.State(), entry => Assert.Equal(0, Networks.Distance(entry.Tensor.to(float64), weights[prefix + entry.Name].to(float64))));
    }

    [Fact]
    public void Encoder_takes_its_part_of_a_whole_network()
    {
        using var scope = NewDisposeScope();
        using var other = Networks.Make(Architecture.DeepLabV3Plus);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });

        model.LoadEncoder(other.State().ToDictionary(entry => entry.Name, entry => entry.Tensor));

        Assert.All(model.Encoder.State().Zip(other.Encoder.State()), pair => Assert.Equal(0, Networks.Distance(pair.First.Tensor.to(float64), pair.Second.Tensor.to(float64))));
    }

    [Fact]
    public void Old_checkpoints_without_batch_counts_load()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        var weights = Classifier("").Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary();

        model.LoadEncoder(weights);

        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("conv1.weight")!, weights["conv1.weight"]));
    }

    [Fact]
    public void Weights_of_another_encoder_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Encoder = "resnet34", Classes = 2 });

        var error = Assert.Throws<SegBookException>(() => model.LoadEncoder(Classifier("")));

        Assert.Contains("resnet34", error.Message, StringComparison.Ordinal);
        Assert.Contains("'layer1.2.conv1.weight' is missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void First_convolution_is_adapted_to_other_channels_as_smp_does(int channels)
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2, InChannels = channels });
        var weights = Classifier("");
        var stored = weights["conv1.weight"];

        model.LoadEncoder(weights);

        var actual = model.Encoder.get_parameter("conv1.weight")!;
        var expected = channels == 1
            ? stored.sum(1L, keepdim: true)
            : stack(Enumerable.Range(0, channels).Select(channel => stored.select(1, channel % 3) * (3.0 / channels)), 1);
        Assert.InRange(Networks.Distance(actual, expected), 0, 1e-7);
    }

    [Fact]
    public void Weights_that_are_not_there_leave_the_network_alone_and_say_what_to_do()
    {
        using var model = Networks.Make(Architecture.PSPNet);

        var result = PretrainedWeights.TryLoad(model, folder: _folder);

        Assert.False(result.Loaded);
        Assert.Contains("./segbook weights resnet18", result.Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => PretrainedWeights.TryLoad(model, "jft", _folder));
    }

    [Fact]
    public void Weights_that_are_there_are_loaded()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        SafetensorsWriter.Write(Path.Combine(_folder, "resnet18.imagenet.safetensors"), Classifier(""));

        var result = PretrainedWeights.TryLoad(model, folder: _folder);

        Assert.True(result.Loaded, result.Message);
        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("layer4.1.conv2.weight")!, Classifier("")["layer4.1.conv2.weight"]));
    }

    [Fact]
    public void File_with_another_hash_than_its_name_says_is_refused()
    {
        var file = Path.Combine(_folder, "some.pth");
        File.WriteAllText(file, "not it");
        using var download = new PretrainedDownload(_folder);

        Assert.Contains("b627a593", Assert.Throws<SegBookException>(() => download.Take(PretrainedSource.Of("resnet34"), file)).Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Download_goes_on_after_broken_connections()
    {
        var server = new Server(new byte[300_000], breakAfter: 100_000);
        using var download = new PretrainedDownload(_folder, server);

        var path = await download.Fetch(server.Source);

        Assert.Equal(server.Content, await File.ReadAllBytesAsync(path));
        Assert.Equal([0L, 100_000L, 200_000L], server.Starts);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Download_with_wrong_content_is_thrown_away()
    {
        var server = new Server(new byte[1000], breakAfter: long.MaxValue);
        using var download = new PretrainedDownload(_folder, server);

        await Assert.ThrowsAsync<SegBookException>(() => download.Fetch(PretrainedSource.Of("resnet18")));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Without_internet_the_error_says_what_to_copy_where()
    {
        using var download = new PretrainedDownload(_folder, new Server([], breakAfter: -1));

        var error = await Assert.ThrowsAsync<SegBookException>(() => download.Fetch(PretrainedSource.Of("resnet50")));

        Assert.Contains("https://download.pytorch.org/models/resnet50-0676ba61.pth", error.Message, StringComparison.Ordinal);
        Assert.Contains("--from", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder, "resnet50-0676ba61.pth"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A state dict as torchvision's ResNet-18 has it, classifier included.</summary>
    private static Dictionary<string, Tensor> Classifier(string prefix)
    {
        using var model = Networks.Make(Architecture.PSPNet);
        var weights = model.Encoder.State().ToDictionary(entry => prefix + entry.Name, entry => entry.Tensor.detach().clone());
        weights[$"{prefix}fc.weight"] = zeros(1000, 512);
        weights[$"{prefix}fc.bias"] = zeros(1000);
        return weights;
    }

    /// <summary>A server that understands ranges and hangs up after so many bytes; fewer than none: it is not there.</summary>
    private sealed class Server(byte[] content, long breakAfter) : HttpMessageHandler
    {
        public byte[] Content => content;

        public List<long> Starts { get; } = [];

        public PretrainedSource Source { get; } = new("resnet18", "test", $"test-{Convert.ToHexStringLower(SHA256.HashData(content))[..8]}.pth", "https://example.org/", "none");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (breakAfter < 0)
            {
                throw new HttpRequestException("Name or service not known");
            }

            var start = request.Headers.Range?.Ranges.First().From ?? 0;
            Starts.Add(start);
            var rest = content[(int)start..];
            var body = new ByteArrayContent(rest.Length > breakAfter ? rest[..(int)breakAfter] : rest);
            body.Headers.ContentLength = rest.Length;
            body.Headers.ContentRange = new ContentRangeHeaderValue(start, content.Length - 1, content.Length);
            return Task.FromResult(new HttpResponseMessage(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = body });
        }
    }
}
