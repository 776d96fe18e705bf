namespace SixLabors.ImageSharp.Formats.Png;

public class PngMetadata
{
    public PngColorType? ColorType { get; set; }

    public PngBitDepth? BitDepth { get; set; }

    public PngInterlaceMode? InterlaceMethod { get; set; } = PngInterlaceMode.None;

    public ReadOnlyMemory<Color>? ColorTable { get; set; }

    /// <summary>How often an animation is played; 0 for ever.</summary>
    public uint RepeatCount { get; set; } = 1;

    internal PngMetadata Copy() => (PngMetadata)MemberwiseClone();
}

public class PngFrameMetadata
{
    /// <summary>How long the frame is shown, in seconds.</summary>
    public Rational FrameDelay { get; set; } = new(0, 1);

    public PngDisposalMethod DisposalMethod { get; set; }

    public PngBlendMethod BlendMethod { get; set; }

    internal PngFrameMetadata Copy() => (PngFrameMetadata)MemberwiseClone();
}
