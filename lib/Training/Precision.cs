namespace SegBook.Training;

/// <summary>How exactly a training computes. On the CPU the first two are the same.</summary>
public enum Precision
{
    /// <summary>float32, whose products a GPU may take with 10 bits of mantissa in place of 23 (TF32): several times faster, no difference seen in scores.</summary>
    Tf32,

    /// <summary>float32 to the last bit.</summary>
    Float32,

    /// <summary>Mixed: activations and convolutions in bfloat16; weights, batch norms, losses and optimizer in float32. Evaluation is in float32.</summary>
    Bf16,
}
