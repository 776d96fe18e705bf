using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other. What each makes on the way is disposed as soon as the next has used it.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string name, nn.Module module)> _steps = [];

    internal Sequential() : base("torch::nn::SequentialImpl") { }

    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this()
    {
        foreach (var module in modules)
            append(module);
    }

    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : this()
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    internal override IEnumerable<(string name, nn.Module module)> Submodules => _steps;

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => (nn.IModule<Tensor, Tensor>)_steps[index].module;

    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] => this[(index.start ?? 0)..(index.end ?? Count)];

    [IndexerName("SequentialItems")]
    public Sequential this[Range index]
    {
        get
        {
            int start = index.Start.GetOffset(Count), end = index.End.GetOffset(Count);
            foreach (var bound in (ReadOnlySpan<int>)[start, end])
            {
                if (bound < 0 || bound > Count)
                    throw new IndexOutOfRangeException($"{bound} is not a valid index.");
            }

            var part = new Sequential();
            for (var i = start; i < end; i++)
                part._steps.Add(_steps[i]);
            return part;
        }
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        _steps.Add((name, (nn.Module)module));
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        if (Count == 0)
            return tensor.alias();
        var result = this[0].call(tensor);
        for (var i = 1; i < Count; i++)
        {
            var before = result;
            result = this[i].call(before);
            before.Dispose();
        }

        return result;
    }
}
