namespace Plotly.NET.TraceObjects;

// Parts of a figure that have no init here: make one empty, and set plotly.js's own attributes with SetValue.
public class Bins : DynamicObj.DynamicObj;
public class Box : DynamicObj.DynamicObj;
public class Cumulative : DynamicObj.DynamicObj;
public class Gradient : DynamicObj.DynamicObj;
public class Pattern : DynamicObj.DynamicObj;
