namespace Plotly.NET;

// Parts of a figure that have no init here: make one empty, and set plotly.js's own attributes with SetValue.
public class AutoRangeOptions : DynamicObj.DynamicObj;
public class Padding : DynamicObj.DynamicObj;
public class TickFormatStop : DynamicObj.DynamicObj;
