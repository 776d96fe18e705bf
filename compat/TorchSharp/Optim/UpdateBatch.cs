using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Tensors that are updated together, with the operators that work on lists: one native call for all of them.</summary>
internal sealed class UpdateBatch(Tensor[] parameters, Tensor[] grads, OptimizerState[] states)
{
    public Tensor[] Parameters { get; } = parameters;

    public Tensor[] Grads { get; private set; } = grads;

    public T[] States<T>() where T : OptimizerState => Array.ConvertAll(states, s => (T)s);

    public T First<T>() where T : OptimizerState => (T)states[0];

    /// <summary>Takes the gradients the other way, and adds the weight decay to them.</summary>
    public void Prepare(bool maximize, double weight_decay)
    {
        if (maximize)
            Grads = Aten.CallMany("_foreach_neg", Grads);
        if (weight_decay != 0)
            Grads = Add(Grads, Parameters, weight_decay);
    }

    public static Tensor[] Add(Tensor[] a, Tensor[] b, double alpha) => Aten.CallMany("_foreach_add.List", a, b, alpha);

    public static void AddTo(Tensor[] a, Tensor[] b, double alpha) => Aten.Run("_foreach_add_.List", a, b, alpha);

    public static void AddTo(Tensor[] a, double value) => Aten.Run("_foreach_add_.Scalar", a, value);

    public static void Multiply(Tensor[] a, double by) => Aten.Run("_foreach_mul_.Scalar", a, by);

    public static void Divide(Tensor[] a, double by) => Aten.Run("_foreach_div_.Scalar", a, by);

    /// <summary>a += value * b * c</summary>
    public static void AddProduct(Tensor[] a, Tensor[] b, Tensor[] c, double value) => Aten.Run("_foreach_addcmul_.Scalar", a, b, c, value);

    /// <summary>a += value * b / c</summary>
    public static void AddQuotient(Tensor[] a, Tensor[] b, Tensor[] c, double value) => Aten.Run("_foreach_addcdiv_.Scalar", a, b, c, value);

    public static Tensor[] Root(Tensor[] a) => Aten.CallMany("_foreach_sqrt", a);

    /// <summary>a = a * beta + (1 - beta) * b</summary>
    public static void Average(Tensor[] a, Tensor[] b, double beta)
    {
        Multiply(a, beta);
        AddTo(a, b, 1 - beta);
    }

    /// <summary>a = a * beta + (1 - beta) * b * b</summary>
    public static void AverageSquare(Tensor[] a, Tensor[] b, double beta)
    {
        Multiply(a, beta);
        AddProduct(a, b, b, 1 - beta);
    }

    /// <summary>a = max(a, b)</summary>
    public static void Maximum(Tensor[] a, Tensor[] b)
    {
        foreach (var (x, y) in a.Zip(b))
            Aten.Run("maximum.out", x, y, x);
    }

    /// <summary>What Adam and AdamW share: moves by the mean of the gradient over the root of the mean of its square, both corrected for having begun at 0.</summary>
    public void AdamStep(double lr, double beta1, double beta2, double eps, long step, Tensor[] average, Tensor[] square, Tensor[] largest)
    {
        Average(average, Grads, beta1);
        AverageSquare(square, Grads, beta2);
        if (largest is not null)
            Maximum(largest, square);
        var denominator = Root(largest ?? square);
        Divide(denominator, Math.Sqrt(1 - Math.Pow(beta2, step)));
        AddTo(denominator, eps);
        AddQuotient(Parameters, average, denominator, -lr / (1 - Math.Pow(beta1, step)));
    }
}
