using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>Indices that the recorded programs do not reach.</summary>
public sealed class IndexingTests
{
    [Fact]
    public void Mask_over_two_dimensions_leaves_the_rest()
    {
        using var scope = NewDisposeScope();
        var t = arange(12).reshape(2, 2, 3);
        var mask = tensor(new[,] { { true, false }, { false, true } });

        Assert.Equal([0, 1, 2, 9, 10, 11], t[mask].data<long>().ToArray());
        Assert.Equal([1, 10], t[TensorIndex.Tensor(mask), 1].data<long>().ToArray());
    }

    [Fact]
    public void Tensor_after_a_slice_picks_along_its_own_dimension()
    {
        using var scope = NewDisposeScope();
        var t = arange(6).reshape(2, 3);
        var columns = tensor(new long[] { 2, 0 });

        Assert.Equal([2, 0, 5, 3], t[TensorIndex.Colon, TensorIndex.Tensor(columns)].data<long>().ToArray());
        Assert.Equal([2, 0, 5, 3], t[TensorIndex.Ellipsis, TensorIndex.Tensor(columns)].data<long>().ToArray());
    }

    [Fact]
    public void Number_before_a_tensor_drops_its_dimension()
    {
        using var scope = NewDisposeScope();
        var t = arange(12).reshape(2, 2, 3);

        Assert.Equal([8, 6, 11, 9], t[1, .., TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].data<long>().ToArray());
    }

    [Fact]
    public void Ellipsis_stands_for_as_many_dimensions_as_are_left()
    {
        using var scope = NewDisposeScope();
        var t = arange(24).reshape(2, 3, 4);

        Assert.Equal([2, 3], t[TensorIndex.Ellipsis, 1].shape);
        Assert.Equal([3, 4], t[1, TensorIndex.Ellipsis].shape);
        Assert.Equal([3], t[0, TensorIndex.Ellipsis, 3].shape);
        Assert.Equal([2, 1, 3, 4], t[.., TensorIndex.None, TensorIndex.Ellipsis].shape);
    }

    [Fact]
    public void Assigning_through_a_mask_and_a_column_changes_only_these()
    {
        using var scope = NewDisposeScope();
        var t = zeros(3, 2);

        t[tensor(new[] { true, false, true }), tensor(new long[] { 1 })] = 7f;

        Assert.Equal([0, 7, 0, 0, 0, 7], t.data<float>().ToArray());
    }

    [Fact]
    public void Accumulating_adds_once_for_every_occurrence()
    {
        using var scope = NewDisposeScope();
        var t = zeros(3);

        t.index_put_(ones(3), [TensorIndex.Tensor(tensor(new long[] { 1, 1, 2 }))], accumulate: true);

        Assert.Equal([0, 2, 1], t.data<float>().ToArray());
    }

    [Fact]
    public void Too_many_indices_are_refused() => Assert.Throws<ExternalException>(() => ones(2, 2)[0, 0, TensorIndex.Tensor(tensor(0L))]);
}
