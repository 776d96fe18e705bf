using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>What ends the process on the real library is an exception with libtorch's text here.</summary>
public sealed class ErrorTests
{
    [StandInFact]
    public void Matmul_of_shapes_that_do_not_fit_throws_libtorchs_text()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));

        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
    }

    [StandInFact]
    public void Gradient_of_something_without_a_graph_throws()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);

        var error = Assert.Throws<ExternalException>(() => autograd.grad([x * 2], [x]));

        Assert.Contains("does not require grad", error.Message, StringComparison.Ordinal);
    }

    [StandInFact]
    public void Cummax_of_a_dimension_that_is_not_there_throws() =>
        Assert.Contains("Dimension out of range", Assert.Throws<ExternalException>(() => ones(2).cummax(3)).Message, StringComparison.Ordinal);

    [StandInFact]
    public void Permutation_of_fewer_than_no_numbers_throws() => Assert.Throws<ExternalException>(() => randperm(-1));

    [StandInFact]
    public void Generator_state_of_the_wrong_size_throws_and_changes_nothing()
    {
        manual_seed(3);
        using var expected = rand(2);
        manual_seed(3);

        Assert.Throws<ExternalException>(() => random.set_rng_state(zeros(3, dtype: uint8)));

        using var drawn = rand(2);
        Assert.True(drawn.Equals(expected));
    }

    [StandInFact]
    public void Failure_on_one_thread_is_not_told_on_another()
    {
        Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        string? told = null;
        var thread = new Thread(() => told = Assert.Throws<ExternalException>(() => arange(3)[5]).Message);
        thread.Start();
        thread.Join();

        Assert.StartsWith("select(): index 5 out of range", told, StringComparison.Ordinal);
    }

    [StandInFact]
    public void Call_after_a_failure_works()
    {
        Assert.Throws<ExternalException>(() => ones(2) + ones(3));

        using var sum = ones(2) + ones(2);

        Assert.Equal([2f, 2f], sum.data<float>().ToArray());
    }
}
