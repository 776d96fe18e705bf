namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Lowers the rate when a metric has not improved for some steps.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly IReadOnlyList<double> _floors;
                    private readonly double _factor, _threshold, _eps;
                    private readonly int _patience, _cooldown;
                    private readonly bool _max, _relative;
                    private double _best;
                    private int _bad, _cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (_factor, _patience, _threshold, _cooldown, _eps) = (factor, patience, threshold, cooldown, eps);
                        (_max, _relative) = (mode == "max", threshold_mode == "rel");
                        _best = _max ? double.NegativeInfinity : double.PositiveInfinity;
                        _floors = min_lr is { Count: > 1 } ? [.. min_lr] : [.. Each(optimizer, min_lr is { Count: 1 } ? min_lr[0] : 0)];
                    }

                    public override void step() =>
                        throw new InvalidOperationException("step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) =>
                        throw new InvalidOperationException("step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? (_last_epoch + 1);
                        if (IsBetter(current))
                            (_best, _bad) = (current, 0);
                        else
                            _bad++;
                        if (_cooling > 0)
                            (_cooling, _bad) = (_cooling - 1, 0);
                        if (_bad <= _patience)
                            return;
                        Reduce();
                        (_cooling, _bad) = (_cooldown, 0);
                    }

                    private bool IsBetter(double value)
                    {
                        var sign = _max ? 1 : -1;
                        var bar = _relative ? _best * (1 + (sign * _threshold)) : _best + (sign * _threshold);
                        return _max ? value > bar : value < bar;
                    }

                    private void Reduce()
                    {
                        foreach (var (group, i) in _optimizer.ParamGroups.Select((g, i) => (g, i)).ToList())
                        {
                            var lower = Math.Max(group.LearningRate * _factor, _floors[i]);
                            if (group.LearningRate - lower <= _eps)
                                continue;
                            group.LearningRate = lower;
                            if (_verbose)
                                Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {i} to {lower:g4}.");
                        }
                    }
                }

                /// <summary>One schedule after another, each from its milestone on.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) : base(optimizer, last_epoch + 1, false)
                    {
                        (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                        if (_schedulers.Any(s => s._optimizer != optimizer))
                            throw new ArgumentException("The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException($"Received {_schedulers.Length} schedulers and {_milestones.Length} milestones. The SequentialLR scheduler expects the number of schedulers to be one more than the number of milestones. ");

                        // Undo the first steps that the schedules took when they were made; the first of them takes it again.
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in _schedulers)
                            scheduler._last_epoch--;
                        _schedulers[0].step();
                        _last_lrs = _schedulers[0]._last_lrs;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var i = _milestones.Length;
                        while (i > 0 && _milestones[i - 1] > _last_epoch)
                            i--;
                        if (i > 0 && _milestones[i - 1] == _last_epoch)
                            _schedulers[i].step(0);
                        else
                            _schedulers[i].step();
                        return Scaled(1);
                    }
                }

                /// <summary>Several schedules at once.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        _schedulers = [.. schedulers];
                        _optimizer = _schedulers[0]._optimizer;
                        if (_schedulers.Any(s => s._optimizer != _optimizer))
                            throw new ArgumentException("The ChainedLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        _last_lrs = [.. Scaled(1)];
                    }

                    public override void step()
                    {
                        foreach (var scheduler in _schedulers)
                            scheduler.step();
                        _last_lrs = [.. Scaled(1)];
                    }
                }
            }
        }
    }
}
