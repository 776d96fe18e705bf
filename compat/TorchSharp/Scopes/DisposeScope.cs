using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

/// <summary>Disposes the tensors that were made in it, except those that were moved out.</summary>
public sealed partial class DisposeScope : IDisposable
{
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private DisposeScopeManager _manager;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope outer)
    {
        _manager = manager;
        Outer = outer;
    }

    public IReadOnlyList<IDisposable> DisposablesView => [.. Open()._disposables];

    public int DisposablesCount => Open()._disposables.Count;

    internal DisposeScope Outer { get; set; }

    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        Open();
        if (scope is null)
        {
            Detach(disposables);
            return;
        }

        foreach (var disposable in disposables)
            if (_disposables.Remove(disposable)) scope.Adopt(disposable);
    }

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        Open();
        foreach (var disposable in disposables)
        {
            if (!_disposables.Remove(disposable) || disposable is not torch.Tensor tensor) continue;
            _manager.Counts.TensorStatistics.DetachedFromScopeCount++;
            tensor.OwningDisposeScope = null;
        }
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        Open();
        var all = disposables.ToList();
        foreach (var disposable in all)
            if (Adopt(disposable)) _manager.Counts.TensorStatistics.AttachedToScopeCount++;
        return all;
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var all = Open()._disposables;
        _disposables = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in all)
            if (!_disposables.Contains(disposable)) disposable.Dispose();
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        Open();
        if (disposable is torch.Tensor tensor) Forget(tensor);
        else _disposables.Remove(disposable);
    }

    public void Dispose()
    {
        if (_manager is null) return;
        DisposeEverything();
        _manager.Close(this);
        _manager = null;
    }

    /// <summary>Gives a tensor's place to the object that took it over.</summary>
    internal void Replace(torch.Tensor tensor, torch.Tensor heir)
    {
        if (!_disposables.Remove(tensor)) return;
        tensor.OwningDisposeScope = null;
        _disposables.Add(heir);
        heir.OwningDisposeScope = this;
    }

    /// <summary>Lets a tensor go that is being disposed, by the finalizer too: this may not throw.</summary>
    internal void Forget(torch.Tensor tensor)
    {
        _disposables.Remove(tensor);
        tensor.OwningDisposeScope = null;
    }

    internal void Add(torch.Tensor tensor) => _disposables.Add(tensor);

    /// <summary>Takes a tensor from the scope it is in; false if that is this one.</summary>
    private bool Adopt(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor) throw new InvalidOperationException("DisposeScope can only manage Tensor or PackedSequence");
        if (tensor.OwningDisposeScope == this) return false;
        tensor.OwningDisposeScope?._disposables.Remove(tensor);
        _disposables.Add(tensor);
        tensor.OwningDisposeScope = this;
        return true;
    }

    private DisposeScope Open() => _manager is not null ? this : throw new ObjectDisposedException(GetType().FullName);
}
