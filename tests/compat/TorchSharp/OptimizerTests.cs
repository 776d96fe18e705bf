using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>Optimizers on many tensors at once; what they print on single ones is in the recorded programs.</summary>
public sealed class OptimizerTests
{
    public static TheoryData<string> Kinds => ["sgd", "nesterov", "adam", "amsgrad", "adamw", "rmsprop", "centered", "adagrad"];

    private static OptimizerHelper Make(string kind, IEnumerable<Parameter> parameters) => kind switch
    {
        "sgd" => optim.SGD(parameters, 0.1, momentum: 0.9, weight_decay: 0.01),
        "nesterov" => optim.SGD(parameters, 0.1, momentum: 0.9, nesterov: true, maximize: true),
        "adam" => optim.Adam(parameters, 0.01, weight_decay: 0.1),
        "amsgrad" => optim.Adam(parameters, 0.01, amsgrad: true),
        "adamw" => optim.AdamW(parameters, 0.01, weight_decay: 0.1),
        "rmsprop" => optim.RMSProp(parameters, 0.01, momentum: 0.5),
        "centered" => optim.RMSProp(parameters, 0.01, centered: true),
        _ => optim.Adagrad(parameters, 0.1, lr_decay: 0.01),
    };

    /// <summary>Small and large tensors, so that some are updated together and some alone.</summary>
    private static Parameter[] Tensors() =>
        [.. new long[] { 3, 700, 300_000, 5, 1, 260_000, 2 }.Select((n, i) => new Parameter(arange(n).to(float32).div(n).sub(0.1 * i)))];

    private static void SetGradient(Parameter parameter, int step)
    {
        using var scope = NewDisposeScope();
        parameter.grad = (parameter.detach() + (0.3 * step) - 0.2).cos();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parameters_stepped_together_end_as_those_stepped_alone(string kind)
    {
        using var scope = NewDisposeScope();
        var together = Tensors();
        var alone = Tensors();
        using var one = Make(kind, together);
        var each = alone.Select(p => Make(kind, [p])).ToList();
        for (var step = 0; step < 4; step++)
        {
            for (var i = 0; i < alone.Length; i++)
            {
                // One of the tensors has no gradient at first, and so has taken fewer steps than the others.
                if (i == 3 && step < 2)
                    continue;
                SetGradient(together[i], step);
                SetGradient(alone[i], step);
            }

            one.step();
            each.ForEach(o => o.step());
        }

        Assert.All(together.Zip(alone), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.False(together[2].Equals(Tensors()[2]));
        each.ForEach(o => o.Dispose());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_leave_no_tensors_behind(string kind)
    {
        using var scope = NewDisposeScope();
        var parameters = Tensors();
        using var optimizer = Make(kind, parameters);
        long After(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                Array.ForEach(parameters, p => SetGradient(p, step));
                optimizer.step();
                optimizer.zero_grad();
            }

            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        Assert.Equal(After(2), After(5));
    }

    [Fact]
    public void State_of_another_kind_of_optimizer_is_refused()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        using var sgd = Make("sgd", Tensors());
        using var adam = Make("adam", Tensors());
        sgd.save_state_dict(new BinaryWriter(file));
        file.Position = 0;

        var error = Assert.Throws<InvalidDataException>(() => adam.load_state_dict(new BinaryReader(file)));

        Assert.Contains("'Adam'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_dictionary_is_copied_and_goes_on_by_itself()
    {
        using var scope = NewDisposeScope();
        Parameter[] first = Tensors(), second = Tensors();
        using var a = Make("adam", first);
        using var b = Make("adam", second);
        Array.ForEach(first, p => SetGradient(p, 0));
        a.step();
        b.load_state_dict(a.state_dict());

        Assert.All(a.state_dict().State.Zip(b.state_dict().State), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
        a.step();
        Assert.All(a.state_dict().State.Zip(b.state_dict().State), pair => Assert.False(pair.First.ApproximatelyEquals(pair.Second)));
    }

    [Fact]
    public void State_of_another_number_of_parameters_is_refused()
    {
        using var scope = NewDisposeScope();
        using var all = Make("adamw", Tensors());
        using var fewer = Make("adamw", Tensors()[..2]);

        Assert.Throws<ArgumentException>(() => fewer.load_state_dict(all.state_dict()));
    }
}
