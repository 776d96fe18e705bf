namespace Plotly.NET;

/// <summary>One of the values that plotly.js knows for an attribute.</summary>
internal interface IChoice
{
    /// <summary>What is written into the figure: a word, a number, true or false, or a list.</summary>
    object Value { get; }
}
