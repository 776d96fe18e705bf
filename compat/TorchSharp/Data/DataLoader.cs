using System.Collections;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batches of a dataset's items. The workers fetch the items of one batch; a batch is gone when the next is asked for.</summary>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler, Device device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        (this.dataset, batch_size, this.collate_fn, sampler) = (dataset, batchSize, collate_fn, shuffler);
        (Device, num_workers, this.drop_last) = (device ?? CPU, Math.Max(num_worker, 1), drop_last);
        (DisposeBatch, DisposeDataset) = (disposeBatch, disposeDataset);
    }

    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, shuffle ? new FisherYatesShuffler(dataset.Count, seed) : Numbers(dataset.Count), device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    public utils.data.Dataset<T> dataset { get; }
    public int batch_size { get; }
    public bool drop_last { get; }
    public IEnumerable<long> sampler { get; }
    public int num_workers { get; }
    public Func<IEnumerable<T>, Device, S> collate_fn { get; }
    public Device Device { get; }
    public bool DisposeBatch { get; }
    public bool DisposeDataset { get; }

    public long Count => drop_last ? dataset.Count / batch_size : ((dataset.Count - 1) / batch_size) + 1;

    private static IEnumerable<long> Numbers(long count)
    {
        for (var i = 0L; i < count; i++)
            yield return i;
    }

    public IEnumerator<S> GetEnumerator()
    {
        foreach (var indices in sampler.Chunk(batch_size))
        {
            if (drop_last && indices.Length < batch_size)
                yield break;
            var (batch, made) = Load(indices);
            try
            {
                yield return batch;
            }
            finally
            {
                if (DisposeBatch)
                    Release(made);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // What is made on the way belongs to no scope of the caller's: the items go once they are collated, the batch when it is used.
    private (S Batch, IDisposable[] Made) Load(long[] indices)
    {
        var items = new T[indices.Length];
        var parts = new IDisposable[indices.Length][];
        Enumerable.Range(0, indices.Length).AsParallel().WithDegreeOfParallelism(num_workers).ForAll(i =>
        {
            using var scope = NewDisposeScope();
            items[i] = dataset.GetTensor(indices[i]);
            parts[i] = TakeAll(scope);
        });

        using var collation = NewDisposeScope();
        var batch = collate_fn(items, Device);
        var made = TakeAll(collation);
        foreach (var part in parts)
            Release(part);
        return (batch, made);
    }

    private static IDisposable[] TakeAll(DisposeScope scope)
    {
        IDisposable[] all = [.. scope.DisposablesView];
        scope.Detach(all);
        return all;
    }

    private static void Release(IDisposable[] all)
    {
        foreach (var one in all)
            one.Dispose();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset)
            dataset.Dispose();
    }
}

/// <summary>Batches of dictionaries: each entry stacked over the items.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    public DataLoader(utils.data.Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    public DataLoader(utils.data.Dataset dataset, int batchSize, bool shuffle = false, Device device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> items, Device device) =>
        items.First().Keys.ToDictionary(key => key, key => Stack(items.Select(item => item[key]), device));

    internal static Tensor Stack(IEnumerable<Tensor> rows, Device device)
    {
        using var scope = NewDisposeScope();
        return Aten.Call("stack", rows.ToArray(), 0L).to(device).MoveToOuterDisposeScope();
    }
}

/// <summary>Batches of lists: each place stacked over the items.</summary>
public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
{
    public IterableDataLoader(utils.data.IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    public IterableDataLoader(utils.data.IterableDataset dataset, int batchSize, bool shuffle = false, Device device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }

    private static IList<Tensor> Collate(IEnumerable<IList<Tensor>> items, Device device) =>
        Enumerable.Range(0, items.First().Count).Select(i => DataLoader.Stack(items.Select(item => item[i]), device)).ToList();
}
