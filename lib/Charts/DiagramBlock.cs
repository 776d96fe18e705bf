namespace SegBook.Charts;

/// <summary>What a block of a network does, which decides its colour.</summary>
public enum BlockKind
{
    /// <summary>The picture that goes in, or the map of classes that comes out.</summary>
    Picture,

    /// <summary>A stage of the encoder.</summary>
    Encoder,

    /// <summary>What joins encoder and decoder: pyramid pooling, atrous convolutions.</summary>
    Middle,

    /// <summary>A stage of the decoder.</summary>
    Decoder,

    /// <summary>The last convolution, to the classes.</summary>
    Head,
}

/// <summary>A block of a network: what it gives out.</summary>
/// <param name="Name">Its name, which edges use too.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Channels">Channels of its output.</param>
/// <param name="Stride">How much smaller than the picture its output is: 1, 2, 4, ...</param>
/// <param name="Height">Height of its output in pixels.</param>
/// <param name="Width">Width of its output in pixels.</param>
/// <param name="Sees">Side of the square of the picture's pixels that one position sees, where it is known.</param>
public sealed record DiagramBlock(string Name, BlockKind Kind, long Channels, int Stride, long Height, long Width, long? Sees = null);

/// <summary>A way from one block to another.</summary>
/// <param name="From">The block it starts at.</param>
/// <param name="To">The block it ends at.</param>
/// <param name="Skip">True for a connection past the blocks between, which is drawn in grey.</param>
public sealed record DiagramEdge(string From, string To, bool Skip = false);
