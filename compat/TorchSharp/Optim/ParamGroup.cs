using static TorchSharp.torch;

namespace TorchSharp.Modules;

public class ParamGroup : optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; }

    public OptimizerOptions Options { get; set; }

    public double LearningRate { get => Options.LearningRate.Value; set => Options.LearningRate = value; }

    public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }

    internal static IEnumerable<Parameter> Unnamed(IEnumerable<(string name, Parameter parameter)> parameters) => parameters.Select(p => p.parameter);
}

public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup() { }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions options = null) => (Parameters, base.Options) = (parameters, options);

    public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
}
