namespace Plotly.NET.LayoutObjects;

public class LayoutGrid : DynamicObj.DynamicObj;
