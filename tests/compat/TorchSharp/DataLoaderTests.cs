using static TorchSharp.torch;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>Loaders of tensors and of one's own kinds of items.</summary>
public sealed class DataLoaderTests
{
    [Fact]
    public void Rows_of_tensors_come_in_batches()
    {
        using var x = arange(10).reshape(5, 2);
        using var y = arange(5) * 100;
        using var loader = utils.data.DataLoader(utils.data.TensorDataset(x, y), 2);

        var seen = new List<string>();
        foreach (var batch in loader)
            seen.Add($"{string.Join(',', batch[0].shape)}:{string.Join(',', batch[1].data<long>().ToArray())}");

        Assert.Equal(["2,2:0,100", "2,2:200,300", "1,2:400"], seen);
    }

    [Fact]
    public void Tensors_of_other_lengths_make_no_dataset()
    {
        using var x = zeros(5);
        using var y = zeros(4);

        Assert.Throws<ArgumentException>(() => utils.data.TensorDataset(x, y));
    }

    [Fact]
    public void Shuffled_order_has_every_item_once_and_depends_on_the_seed()
    {
        static List<long> Order(int seed)
        {
            using var numbers = arange(50);
            using var loader = utils.data.DataLoader(utils.data.TensorDataset(numbers), 7, shuffle: true, seed: seed, num_worker: 2);
            return [.. loader.SelectMany(batch => batch[0].data<long>().ToArray())];
        }

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), Order(1).Order());
    }
}
