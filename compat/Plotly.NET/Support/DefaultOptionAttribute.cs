using System.Runtime.CompilerServices;

namespace Plotly.NET;

/// <summary>Says in the metadata that an optional F# argument is true when left out, which C#'s own syntax cannot say.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class DefaultOptionAttribute : TrueByDefaultAttribute
{
    public new bool Value { get; set; }
}

/// <summary>The part that reflection asks.</summary>
internal abstract class TrueByDefaultAttribute : CustomConstantAttribute
{
    public override object Value => true;
}
