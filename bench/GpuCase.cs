using System.Text.Json;
using SegBook.Training;

namespace SegBook.Bench;

/// <summary>One thing to time, on both sides alike.</summary>
internal sealed record GpuCase(string Mode, int Batch, int Height, int Width, string Precision)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Whether weights are trained; else logits are made.</summary>
    public bool Trains => Mode == "train";

    /// <summary>Whether it computes in bfloat16, with maps that lie channels-last.</summary>
    public bool IsBf16 => Precision == "bf16";

    /// <summary>All combinations, small ones first.</summary>
    public static List<GpuCase> All(string[] modes, string[] sizes, string[] precisions) =>
    [
        .. from size in sizes
           let parsed = Parse(size)
           from batch in parsed.Batches
           from mode in modes
           from precision in precisions
           select new GpuCase(mode, batch, parsed.Height, parsed.Width, precision),
    ];

    /// <summary>From a line of a worker's input.</summary>
    public static GpuCase Read(string line) => JsonSerializer.Deserialize<GpuCase>(line, Options) ?? throw new SegBookException($"'{line}' is no case.");

    /// <summary>As a line.</summary>
    public string Write() => JsonSerializer.Serialize(this, Options);

    /// <summary>For the table.</summary>
    public override string ToString() => $"{(Trains ? "training" : "inference")} {Height}x{Width}, {Precision}";

    /// <summary>What trains with it.</summary>
    public Precision TrainingPrecision => IsBf16 ? SegBook.Precision.Mixed : Precision == "float32" ? SegBook.Precision.Float32 : SegBook.Precision.Tf32;

    private static (int Height, int Width, int[] Batches) Parse(string size)
    {
        try
        {
            var parts = size.Split('x', ':');
            var numbers = parts[2].Split(',').Prepend(parts[1]).Prepend(parts[0]).Select(int.Parse).ToArray();
            return (numbers[0], numbers[1], numbers[2..]);
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException)
        {
            throw new SegBookException($"'{size}' is no size with batches. Write height x width : batches, such as 256x256:4,16.", e);
        }
    }
}
