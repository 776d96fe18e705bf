using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>RMSProp: steps by the gradient over the root of the mean of its square.</summary>
public class RMSProp : OptimizerHelper, optim.IMomentum
{
    public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
    {
        Require(lr >= 0, $"Invalid learning rate: {lr}");
        Require(eps >= 0, $"Invalid ε: {eps}");
        Require(alpha >= 0, $"Invalid alpha: {alpha}");
        Require(momentum >= 0, $"Invalid momentum value: {momentum}");
        Require(weight_decay >= 0, $"Invalid weight_decay value: {weight_decay}");
        Start(new Options { LearningRate = lr, maximize = maximize, momentum = momentum, alpha = alpha, eps = eps, weight_decay = weight_decay, centered = centered }, parameters);
    }

    public double Momentum { get => ((Options)Defaults).momentum.Value; set => ((Options)Defaults).momentum = value; }

    internal override OptimizerOptions NewOptions() => new Options();

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override void Update(OptimizerOptions options, UpdateBatch batch)
    {
        var o = (Options)options;
        batch.Prepare(o.maximize.Value, o.weight_decay.Value);
        var states = batch.States<State>();
        foreach (var state in states)
            state.step++;
        var square = Array.ConvertAll(states, s => s.square_avg);
        UpdateBatch.AverageSquare(square, batch.Grads, o.alpha.Value);
        if (o.centered.Value)
        {
            var mean = Array.ConvertAll(states, s => s.grad_avg);
            UpdateBatch.Average(mean, batch.Grads, o.alpha.Value);
            square = Aten.CallMany("_foreach_addcmul.Scalar", square, mean, mean, -1.0);
        }

        var denominator = UpdateBatch.Root(square);
        UpdateBatch.AddTo(denominator, o.eps.Value);
        if (o.momentum > 0)
        {
            var buffers = Array.ConvertAll(states, s => s.momentum_buffer);
            UpdateBatch.Multiply(buffers, o.momentum.Value);
            UpdateBatch.AddQuotient(buffers, batch.Grads, denominator, 1);
            UpdateBatch.AddTo(batch.Parameters, buffers, -o.LearningRate.Value);
        }
        else
        {
            UpdateBatch.AddQuotient(batch.Parameters, batch.Grads, denominator, -o.LearningRate.Value);
        }
    }

    public class Options : OptimizerOptions
    {
        public bool? maximize;
        public double? momentum;
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public bool? centered;

        internal override void Visit(FieldVisitor field)
        {
            base.Visit(field);
            maximize = (bool?)field(maximize, FieldKind.Bool);
            momentum = (double?)field(momentum, FieldKind.Double);
            alpha = (double?)field(alpha, FieldKind.Double);
            eps = (double?)field(eps, FieldKind.Double);
            weight_decay = (double?)field(weight_decay, FieldKind.Double);
            centered = (bool?)field(centered, FieldKind.Bool);
        }
    }

    public sealed class State : OptimizerState
    {
        public long step;
        public Tensor square_avg;
        public Tensor momentum_buffer;
        public Tensor grad_avg;

        public State(Parameter parameter) : base(parameter) { }

        internal override long Step => step;

        internal override void Visit(FieldVisitor field)
        {
            step = (long)field(step, FieldKind.Long);
            square_avg = (Tensor)field(square_avg, FieldKind.Tensor);
            momentum_buffer = (Tensor)field(momentum_buffer, FieldKind.OptionalTensor);
            grad_avg = (Tensor)field(grad_avg, FieldKind.OptionalTensor);
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            square_avg = Zeros(square_avg);
            momentum_buffer = Zeros(momentum_buffer);
            grad_avg = Zeros(grad_avg);
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0, double momentum = 0, bool centered = false)
            : base(parameters, new Options { LearningRate = lr, eps = eps, alpha = alpha, weight_decay = weight_decay, momentum = momentum, centered = centered }) { }

        public double Momentum { get => Options.momentum.Value; set => Options.momentum = value; }
    }
}
