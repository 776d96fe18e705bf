using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam: steps by the mean of the gradient over the root of the mean of its square.</summary>
public class Adam : OptimizerHelper, optim.IBetas
{
    public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        Require(lr >= 0, $"Invalid learning rate: {lr}");
        Require(eps >= 0, $"Invalid ε: {eps}");
        Require(beta1 is >= 0 and < 1, $"Invalid beta1: {beta1}");
        Require(beta2 is >= 0 and < 1, $"Invalid beta2: {beta2}");
        Require(weight_decay >= 0, $"Invalid weight_decay value: {weight_decay}");
        Start(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }, parameters);
    }

    public (double, double) Betas
    {
        get => ((Options)Defaults).Betas;
        set => ((Options)Defaults).Betas = value;
    }

    internal override OptimizerOptions NewOptions() => new Options();

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override void Update(OptimizerOptions options, UpdateBatch batch)
    {
        var o = (Options)options;
        var lr = o.LearningRate.Value;
        batch.Prepare(o.maximize.Value, o.weight_decay.Value);
        var states = batch.States<State>();
        foreach (var state in states)
            state.step++;
        batch.AdamStep(
            lr, o.beta1.Value, o.beta2.Value, o.eps.Value, states[0].step,
            Array.ConvertAll(states, s => s.exp_avg),
            Array.ConvertAll(states, s => s.exp_avg_sq),
            o.amsgrad.Value ? Array.ConvertAll(states, s => s.max_exp_avg_sq) : null);
    }

    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public bool? amsgrad;
        public bool? maximize;

        internal (double, double) Betas { get => (beta1.Value, beta2.Value); set => (beta1, beta2) = value; }

        internal override void Visit(FieldVisitor field)
        {
            base.Visit(field);
            beta1 = (double?)field(beta1, FieldKind.Double);
            beta2 = (double?)field(beta2, FieldKind.Double);
            eps = (double?)field(eps, FieldKind.Double);
            weight_decay = (double?)field(weight_decay, FieldKind.Double);
            amsgrad = (bool?)field(amsgrad, FieldKind.Bool);
            maximize = (bool?)field(maximize, FieldKind.Bool);
        }
    }

    public sealed class State : OptimizerState
    {
        public long step;
        public Tensor exp_avg;
        public Tensor exp_avg_sq;
        public Tensor max_exp_avg_sq;

        public State(Parameter parameter) : base(parameter) { }

        internal override long Step => step;

        internal override void Visit(FieldVisitor field)
        {
            step = (long)field(step, FieldKind.Long);
            exp_avg = (Tensor)field(exp_avg, FieldKind.Tensor);
            exp_avg_sq = (Tensor)field(exp_avg_sq, FieldKind.Tensor);
            max_exp_avg_sq = (Tensor)field(max_exp_avg_sq, FieldKind.OptionalTensor);
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            exp_avg = Zeros(exp_avg);
            exp_avg_sq = Zeros(exp_avg_sq);
            max_exp_avg_sq?.Dispose();
            max_exp_avg_sq = ((Options)options).amsgrad.Value ? Zeros(null) : null;
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IBetas
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

        public (double, double) Betas { get => Options.Betas; set => Options.Betas = value; }
    }
}
