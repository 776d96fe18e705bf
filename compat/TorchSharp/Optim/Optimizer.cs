using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Steps over groups of parameters. The groups keep their sequences and walk them at every step.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            // On a CPU, tensors are updated a few at a time, so that what one operator wrote is still in the cache for the next
            // and temporaries stay small; elsewhere the fewer launches the better.
            private const long ElementsAtOnce = 1 << 18;

            protected IList<ParamGroup> _parameter_groups = [];
            internal readonly Dictionary<Parameter, OptimizerState> States = new(ReferenceEqualityComparer.Instance);
            internal OptimizerOptions Defaults;

            internal Optimizer() { }

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);

            internal abstract OptimizerOptions NewOptions();

            internal abstract OptimizerState NewState(Parameter parameter);

            /// <summary>Updates tensors of one group that have taken the same number of steps. Runs without gradients, in a dispose scope.</summary>
            internal abstract void Update(OptimizerOptions options, UpdateBatch batch);

            public virtual void add_param_group(ParamGroup param_group)
            {
                param_group.Options ??= NewOptions();
                param_group.Options.Complete(Defaults);
                _parameter_groups.Add(param_group);
                foreach (var parameter in param_group.Parameters)
                    (States[parameter] = NewState(parameter)).Initialize(param_group.Options);
            }

            internal void Start(OptimizerOptions defaults, IEnumerable<ParamGroup> groups)
            {
                defaults.InitialLearningRate = defaults.LearningRate.Value;
                Defaults = defaults;
                foreach (var group in groups)
                    add_param_group(group);
            }

            public virtual Tensor step(Func<Tensor> closure = null)
            {
                Tensor loss = null;
                if (closure is not null)
                {
                    using var recording = enable_grad();
                    loss = closure();
                }

                using var frozen = no_grad();
                foreach (var group in _parameter_groups)
                {
                    using var grads = NewDisposeScope();
                    foreach (var batch in Batches(group))
                    {
                        using var temporaries = NewDisposeScope();
                        Update(group.Options, batch);
                    }
                }

                return loss;
            }

            private IEnumerable<UpdateBatch> Batches(ParamGroup group)
            {
                List<Tensor> parameters = [], grads = [];
                List<OptimizerState> states = [];
                var elements = 0L;
                foreach (var parameter in group.Parameters)
                {
                    var state = States[parameter];
                    if (parameter.grad is not { } grad)
                        continue;
                    var size = parameter.device_type == DeviceType.CPU ? parameter.numel() : 0;
                    if (parameters.Count > 0 && (elements + size > ElementsAtOnce || state.Step != states[0].Step))
                    {
                        yield return new UpdateBatch([.. parameters], [.. grads], [.. states]);
                        parameters.Clear();
                        grads.Clear();
                        states.Clear();
                        elements = 0;
                    }

                    parameters.Add(parameter);
                    grads.Add(grad);
                    states.Add(state);
                    elements += size;
                }

                if (parameters.Count > 0)
                    yield return new UpdateBatch([.. parameters], [.. grads], [.. states]);
            }

            /// <summary>Zeroes the gradients where they are; never takes them away.</summary>
            public virtual void zero_grad()
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                foreach (var group in _parameter_groups)
                {
                    var grads = group.Parameters.Select(p => p.grad).Where(g => g is not null).ToArray();
                    if (grads.Length > 0)
                        Aten.Run("_foreach_zero_", grads);
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var state in States.Values)
                    state.DisposeTensors();
                States.Clear();
            }

            public class StateDictionary
            {
                internal StateDictionary() { }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];

                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
