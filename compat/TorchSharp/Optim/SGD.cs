using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum.</summary>
public class SGD : OptimizerHelper, optim.IMomentum
{
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        Require(lr >= 0, $"Invalid learning rate: {lr}");
        Require(momentum >= 0, $"Invalid momentum value: {momentum}");
        Require(weight_decay >= 0, $"Invalid weight_decay value: {weight_decay}");
        Require(!nesterov || (momentum > 0 && dampening == 0), "Nesterov momentum requires a momentum and zero dampening");
        Start(new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }, parameters);
    }

    public double Momentum { get => ((Options)Defaults).momentum.Value; set => ((Options)Defaults).momentum = value; }

    internal override OptimizerOptions NewOptions() => new Options();

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override void Update(OptimizerOptions options, UpdateBatch batch)
    {
        var o = (Options)options;
        batch.Prepare(false, o.weight_decay.Value);
        var step = batch.Grads;
        if (o.momentum is { } momentum and not 0)
        {
            var states = batch.States<State>();
            var old = Array.FindAll(Enumerable.Range(0, states.Length).ToArray(), i => states[i].momentum_buffer is not null);
            if (old.Length > 0)
            {
                var buffers = Array.ConvertAll(old, i => states[i].momentum_buffer);
                UpdateBatch.Multiply(buffers, momentum);
                UpdateBatch.AddTo(buffers, Array.ConvertAll(old, i => batch.Grads[i]), 1 - o.dampening.Value);
            }

            // The first gradient is taken whole.
            for (var i = 0; i < states.Length; i++)
                states[i].momentum_buffer ??= batch.Grads[i].clone().DetachFromDisposeScope();
            var all = Array.ConvertAll(states, s => s.momentum_buffer);
            step = o.nesterov.Value ? UpdateBatch.Add(batch.Grads, all, momentum) : all;
        }

        UpdateBatch.AddTo(batch.Parameters, step, o.maximize.Value ? o.LearningRate.Value : -o.LearningRate.Value);
    }

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        internal override void Visit(FieldVisitor field)
        {
            base.Visit(field);
            momentum = (double?)field(momentum, FieldKind.Double);
            dampening = (double?)field(dampening, FieldKind.Double);
            weight_decay = (double?)field(weight_decay, FieldKind.Double);
            nesterov = (bool?)field(nesterov, FieldKind.Bool);
            maximize = (bool?)field(maximize, FieldKind.Bool);
        }
    }

    public sealed class State : OptimizerState
    {
        public Tensor momentum_buffer;

        public State(Parameter parameter) : base(parameter) { }

        internal override void Visit(FieldVisitor field)
        {
            momentum_buffer = (Tensor)field(momentum_buffer, FieldKind.OptionalTensor);
        }

        public override void Initialize(OptimizerOptions options)
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null;
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }

        public double Momentum { get => Options.momentum.Value; set => Options.momentum = value; }
    }
}
