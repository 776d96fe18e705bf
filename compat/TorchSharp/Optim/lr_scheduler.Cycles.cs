namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // The schedules that move the momentum along with the rate.
            public static partial class impl
            {
                public class CyclicLR : LRScheduler
                {
                    private readonly IReadOnlyList<double> _most, _baseMomentum, _mostMomentum;
                    private readonly double _size, _ratio;
                    private readonly Func<double, double> _scale;
                    private readonly bool _perCycle, _momentum;

                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Each(optimizer, base_lr), Each(optimizer, max_lr), step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, Each(optimizer, base_momentum), Each(optimizer, max_momentum), last_epoch, verbose) { }

                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not IMomentum)
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        _size = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        _ratio = step_size_up / _size;
                        (_base_lrs, _most) = ([.. base_lr], [.. max_lr]);
                        (_baseMomentum, _mostMomentum) = ([.. base_momentum ?? Each(optimizer, 0.8)], [.. max_momentum ?? Each(optimizer, 0.9)]);
                        (_momentum, _perCycle) = (cycle_momentum, scale_fn is null || scale_mode == ScaleMode.Cycle);
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular2 => x => 1 / Math.Pow(2, x - 1),
                            Mode.ExpRange => x => Math.Pow(gamma, x),
                            _ => _ => 1,
                        };
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + (_last_epoch / _size));
                        var x = 1 + (_last_epoch / _size) - cycle;
                        var height = (x <= _ratio ? x / _ratio : (x - 1) / (_ratio - 1)) * _scale(_perCycle ? cycle : _last_epoch);
                        return _optimizer.ParamGroups.Select((group, i) =>
                        {
                            // The real library adds to the larger momentum where PyTorch takes away; so does this.
                            if (_momentum)
                                ((IMomentum)group).Momentum = _mostMomentum[i] + ((_mostMomentum[i] - _baseMomentum[i]) * height);
                            return _base_lrs[i] + ((_most[i] - _base_lrs[i]) * height);
                        });
                    }
                }

                public class OneCycleLR : LRScheduler
                {
                    private readonly IReadOnlyList<double> _most, _baseMomentum, _mostMomentum;
                    private readonly double _initialDivisor, _finalDivisor;
                    private readonly (double End, Func<int, double> From, Func<int, double> To, Func<int, double> MomentumFrom, Func<int, double> MomentumTo)[] _phases;
                    private readonly int _steps;
                    private readonly bool _momentum, _linear;

                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Each(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, Each(optimizer, base_momentum), Each(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose) { }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        _steps = Steps(total_steps, epochs, steps_per_epoch);
                        _most = [.. max_lr];
                        (_baseMomentum, _mostMomentum) = ([.. base_momentum ?? Each(optimizer, 0.85)], [.. max_momentum ?? Each(optimizer, 0.95)]);
                        (_initialDivisor, _finalDivisor) = (div_factor, final_div_factor);
                        (_momentum, _linear) = (cycle_momentum, anneal_strategy == AnnealStrategy.Linear);
                        var rise = (pct_start * _steps) - 1;
                        _phases = three_phase
                            ? [(rise, Initial, Most, High, Low), (2 * rise, Most, Initial, Low, High), (_steps - 1, Initial, Least, High, High)]
                            : [(rise, Initial, Most, High, Low), (_steps - 1, Most, Least, Low, High)];
                        step();
                    }

                    private double Initial(int group) => _most[group] / _initialDivisor;

                    private double Most(int group) => _most[group];

                    private double Least(int group) => Initial(group) / _finalDivisor;

                    private double Low(int group) => _baseMomentum[group];

                    private double High(int group) => _mostMomentum[group];

                    private static int Steps(int total, int epochs, int perEpoch)
                    {
                        if (total == -1 && epochs == -1 && perEpoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        (string Name, int Value)[] given = total != -1 ? [("total_steps", total)] : [("epochs", epochs), ("steps_per_epoch", perEpoch)];
                        foreach (var (name, value) in given)
                        {
                            if (value <= 0)
                                throw new ArgumentException($"Expected positive integer {name}, but got {value}");
                        }

                        return total != -1 ? total : epochs * perEpoch;
                    }

                    private double Anneal(double from, double to, double share) =>
                        _linear ? ((to - from) * share) + from : to + ((from - to) / 2 * (Math.Cos(Math.PI * share) + 1));

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _steps)
                            throw new InvalidOperationException($"Tried to step {_last_epoch + 1} times. The specified number of total steps is {_steps}");
                        return _optimizer.ParamGroups.Select((group, i) =>
                        {
                            var (rate, momentum) = At(i);
                            if (_momentum && group is IBetas adam)
                                adam.Betas = (momentum, adam.Betas.Item2);
                            else if (_momentum)
                                ((IMomentum)group).Momentum = momentum;
                            return rate;
                        });
                    }

                    // As in the real library: one step past the last everything is 0, and the group whose number is that of the
                    // last phase never leaves the first.
                    private (double Rate, double Momentum) At(int group)
                    {
                        var start = 0.0;
                        foreach (var (end, from, to, momentumFrom, momentumTo) in _phases)
                        {
                            if (_last_epoch <= end || group == _phases.Length - 1)
                            {
                                var share = (_last_epoch - start) / (end - start);
                                return (Anneal(from(group), to(group), share), Anneal(momentumFrom(group), momentumTo(group), share));
                            }

                            start = end;
                        }

                        return (0, 0);
                    }
                }

                private static IEnumerable<double> Each(Optimizer optimizer, double value) => optimizer.ParamGroups.Select(_ => value);
            }
        }
    }
}
