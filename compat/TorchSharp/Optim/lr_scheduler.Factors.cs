namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // The schedules that multiply the rate by something that depends on the number of the step alone.
            public static partial class impl
            {
                public class LambdaLR : LRScheduler
                {
                    private readonly IReadOnlyList<Func<int, double>> _factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose) { }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _base_lrs.Zip(_factors, (rate, factor) => rate * factor(_last_epoch));
                }

                public class MultiplicativeLR : LRScheduler
                {
                    private readonly IReadOnlyList<Func<int, double>> _factors;

                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose) { }

                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _last_epoch > 0
                        ? _optimizer.ParamGroups.Zip(_factors, (group, factor) => group.LearningRate * factor(_last_epoch))
                        : Scaled(1);
                }

                public class StepLR : LRScheduler
                {
                    private readonly int _size;
                    private readonly double _gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_size, _gamma) = (step_size, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch != 0 && _last_epoch % _size == 0 ? _gamma : 1);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(_gamma, _last_epoch / _size));
                }

                public class MultiStepLR : LRScheduler
                {
                    private readonly IList<int> _milestones;
                    private readonly double _gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_milestones, _gamma) = (milestones, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_milestones.Contains(_last_epoch) ? _gamma : 1);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(Math.Pow(_gamma, _milestones.Distinct().Count(m => m <= _last_epoch)));
                }

                public class ExponentialLR : LRScheduler
                {
                    private readonly double _gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        _gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch == 0 ? 1 : _gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(_gamma, _last_epoch));
                }

                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _iterations;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_factor, _iterations) = (factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch == 0 ? _factor : _last_epoch == _iterations ? 1.0 / _factor : 1);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(_last_epoch >= _iterations ? 1 : _factor);
                }

                public class LinearLR : LRScheduler
                {
                    private readonly double _start, _end;
                    private readonly int _iterations;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_start, _end, _iterations) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(
                        _last_epoch == 0 ? _start
                        : _last_epoch > _iterations ? 1
                        : 1 + ((_end - _start) / ((_iterations * _start) + ((_last_epoch - 1) * (_end - _start)))));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(_start + ((_end - _start) * Math.Min(_iterations, _last_epoch) / _iterations));
                }

                public class PolynomialLR : LRScheduler
                {
                    private readonly double _iterations, _power;

                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_iterations, _power) = (total_iters, power);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch == 0 || _last_epoch > _iterations
                        ? 1
                        : Math.Pow((1 - (_last_epoch / _iterations)) / (1 - ((_last_epoch - 1) / _iterations)), _power));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(Math.Pow(1 - (Math.Min(_iterations, _last_epoch) / _iterations), _power));
                }

                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period, _floor;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (_period, _floor) = (T_max, eta_min);
                        step();
                    }

                    // From the present rate to the next, so that it can be chained; where the cosine is at its floor the ratio has no value.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return Scaled(1);
                        if ((_last_epoch - 1 - _period) % (2 * _period) == 0)
                            return _optimizer.ParamGroups.Zip(_base_lrs, (group, rate) => group.LearningRate + ((rate - _floor) * (1 - Math.Cos(Math.PI / _period)) / 2));
                        var ratio = (1 + Math.Cos(Math.PI * _last_epoch / _period)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _period));
                        return _optimizer.ParamGroups.Select(group => (ratio * (group.LearningRate - _floor)) + _floor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _floor + ((rate - _floor) * (1 + Math.Cos(Math.PI * _last_epoch / _period)) / 2));
                }
            }
        }
    }
}
