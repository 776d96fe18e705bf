using TorchSharp;

namespace SegBook.Data;

/// <summary>How a <see cref="DataLoader"/> makes batches.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>Frames in a batch. Default 4; at least 1.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Whether every epoch has an order of its own. Default false: the order given.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Order and augmentation follow from this and the epoch. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What is done to a frame each time it is seen. Default nothing.</summary>
    public Transform Augmentation { get; init; } = Transform.None;

    /// <summary>Whether a last batch that is not full is left out. Default false.</summary>
    public bool DropLast { get; init; }

    /// <summary>Batches that are made ahead at the same time, each on a thread of its own. Default 1; 0 makes a batch when it is asked for.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Height and width are padded with void to a multiple of this, at the bottom and on the right. Default 1: not at all.</summary>
    public int PadToMultiple { get; init; } = 1;

    /// <summary>Where the batches go. Default the CPU.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>Whether frames are kept on <see cref="Device"/> and augmented there, a batch at a time, with tensors. Default null: on a GPU, when all frames fit into the cache and into <see cref="DeviceBudget"/>; else they are augmented on the CPU and fetched from pinned memory.</summary>
    /// <remarks>Both ways do the same, but for rounding and for the noise of <see cref="GaussianNoise"/>, which is another one.</remarks>
    public bool? AugmentOnDevice { get; init; }

    /// <summary>Bytes of a GPU's memory that frames may take. Default 2 GiB: CamSeq01 at full size is 280 MB.</summary>
    public long DeviceBudget { get; init; } = 2L << 30;

    /// <summary>Whether an enumeration of batches ends with an exception when the notebook's cell is interrupted. Default true; the trainer, which stops by itself and saves, says false.</summary>
    public bool Interruptible { get; init; } = true;

    internal void Check()
    {
        if (BatchSize < 1 || Workers is < 0 or > 64 || PadToMultiple < 1 || DeviceBudget < 0)
        {
            throw new SegBookException($"A loader with batch size {BatchSize}, {Workers} workers, padding to multiples of {PadToMultiple} and {DeviceBudget} bytes on the device: use at least 1, 0 to 64, at least 1, at least 0.");
        }
    }
}
