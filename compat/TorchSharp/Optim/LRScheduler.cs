namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, step by step. The constructor of each schedule takes the first step.</summary>
            public abstract class LRScheduler
            {
                internal Optimizer _optimizer;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _base_lrs;
                internal IList<double> _last_lrs;
                protected int _step_count;

                protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (_optimizer, _last_epoch, _verbose) = (optimizer, last_epoch, verbose);
                    _base_lrs = optimizer.ParamGroups.Select(g => g.InitialLearningRate).ToList();
                    _last_lrs = optimizer.ParamGroups.Select(g => g.LearningRate).ToList();
                }

                public IEnumerable<double> get_last_lr() => _last_lrs;

                public virtual void step() => step(null);

                // The metric is only for the plateau schedule.
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? (_last_epoch + 1);
                    // The rates may depend on each other and on the state, so they are computed once.
                    var rates = (epoch.HasValue ? get_closed_form_lr() : get_lr()).ToList();
                    foreach (var (group, i) in _optimizer.ParamGroups.Take(_base_lrs.Count).Select((g, i) => (g, i)).ToList())
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                    }
                }

                protected virtual IEnumerable<double> get_lr() => Scaled(1);

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>The present rates times a factor.</summary>
                internal IEnumerable<double> Scaled(double factor) => _optimizer.ParamGroups.Select(g => g.LearningRate * factor);

                /// <summary>The initial rates times a factor.</summary>
                internal IEnumerable<double> FromBase(double factor) => _base_lrs.Select(rate => rate * factor);
            }
        }
    }
}
