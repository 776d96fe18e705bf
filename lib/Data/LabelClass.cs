using System.Text.Json.Serialization;

namespace SegBook.Data;

/// <summary>A class of things, and the colour that stands for it in a mask.</summary>
/// <param name="Name">As in the data set's own list, for example <c>Column_Pole</c>.</param>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public sealed record LabelClass(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as it is written in messages, for example <c>(128, 64, 128)</c>.</summary>
    [JsonIgnore]
    public string Colour => $"({Red}, {Green}, {Blue})";
}
