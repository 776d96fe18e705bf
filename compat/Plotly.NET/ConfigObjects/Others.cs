namespace Plotly.NET.ConfigObjects;

// Parts of a figure that have no init here: make one empty, and set plotly.js's own attributes with SetValue.
public class Edits : DynamicObj.DynamicObj;
