using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adagrad: steps by the gradient over the root of the sum of its squares.</summary>
public class Adagrad : OptimizerHelper
{
    public Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
        : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps) { }

    public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
    {
        Require(lr >= 0, $"Invalid learning rate: {lr}");
        Require(eps >= 0, $"Invalid ε: {eps}");
        Require(lr_decay >= 0, $"Invalid lr_decay value: {lr_decay}");
        Require(weight_decay >= 0, $"Invalid weight_decay value: {weight_decay}");
        Require(initial_accumulator_value >= 0, $"Invalid initial_accumulator_value: {initial_accumulator_value}");
        Start(new Options { LearningRate = lr, lr_decay = lr_decay, initial_accumulator_value = initial_accumulator_value, eps = eps, weight_decay = weight_decay }, parameters);
    }

    internal override OptimizerOptions NewOptions() => new Options();

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override void Update(OptimizerOptions options, UpdateBatch batch)
    {
        var o = (Options)options;
        batch.Prepare(false, o.weight_decay.Value);
        var states = batch.States<State>();
        foreach (var state in states)
            state.step++;
        var sums = Array.ConvertAll(states, s => s.sum);
        UpdateBatch.AddProduct(sums, batch.Grads, batch.Grads, 1);
        var denominator = UpdateBatch.Root(sums);
        UpdateBatch.AddTo(denominator, o.eps.Value);
        UpdateBatch.AddQuotient(batch.Parameters, batch.Grads, denominator, -o.LearningRate.Value / (1 + ((states[0].step - 1) * o.lr_decay.Value)));
    }

    public class Options : OptimizerOptions
    {
        public double? lr_decay;
        public double? initial_accumulator_value;
        public double? eps;
        public double? weight_decay;

        internal override void Visit(FieldVisitor field)
        {
            base.Visit(field);
            lr_decay = (double?)field(lr_decay, FieldKind.Double);
            initial_accumulator_value = (double?)field(initial_accumulator_value, FieldKind.Double);
            eps = (double?)field(eps, FieldKind.Double);
            weight_decay = (double?)field(weight_decay, FieldKind.Double);
        }
    }

    public sealed class State : OptimizerState
    {
        public long step;
        public Tensor sum;

        public State(Parameter parameter) : base(parameter) { }

        internal override long Step => step;

        internal override void Visit(FieldVisitor field)
        {
            step = (long)field(step, FieldKind.Long);
            sum = (Tensor)field(sum, FieldKind.Tensor);
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            sum = Zeros(sum);
            Aten.Run("fill_.Scalar", sum, ((Options)options).initial_accumulator_value.Value);
        }
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            : base(parameters, new Options { LearningRate = lr, lr_decay = lr_decay, weight_decay = weight_decay, initial_accumulator_value = initial_accumulator_value, eps = eps }) { }
    }
}
