namespace Plotly.NET.LayoutObjects;

// Parts of a figure that have no init here: make one empty, and set plotly.js's own attributes with SetValue.
public class ActiveSelection : DynamicObj.DynamicObj;
public class ActiveShape : DynamicObj.DynamicObj;
public class DefaultColorScales : DynamicObj.DynamicObj;
public class Domain : DynamicObj.DynamicObj;
public class Hoverlabel : DynamicObj.DynamicObj;
public class LayoutImage : DynamicObj.DynamicObj;
public class Minor : DynamicObj.DynamicObj;
public class ModeBar : DynamicObj.DynamicObj;
public class NewSelection : DynamicObj.DynamicObj;
public class NewShape : DynamicObj.DynamicObj;
public class Rangebreak : DynamicObj.DynamicObj;
public class RangeSelector : DynamicObj.DynamicObj;
public class RangeSlider : DynamicObj.DynamicObj;
public class Selection : DynamicObj.DynamicObj;
public class ShapeLabel : DynamicObj.DynamicObj;
public class Slider : DynamicObj.DynamicObj;
public class Transition : DynamicObj.DynamicObj;
public class UniformText : DynamicObj.DynamicObj;
public class UpdateMenu : DynamicObj.DynamicObj;
