namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.Call("abs", this);

        public Tensor absolute() => Aten.Call("absolute", this);

        public Tensor acos() => Aten.Call("acos", this);

        public Tensor acosh() => Aten.Call("acosh", this);

        public Tensor arccos() => Aten.Call("arccos", this);

        public Tensor arccosh() => Aten.Call("arccosh", this);

        public Tensor arcsin() => Aten.Call("arcsin", this);

        public Tensor arcsinh() => Aten.Call("arcsinh", this);

        public Tensor arctan() => Aten.Call("arctan", this);

        public Tensor arctanh() => Aten.Call("arctanh", this);

        public Tensor asin() => Aten.Call("asin", this);

        public Tensor asinh() => Aten.Call("asinh", this);

        public Tensor atan() => Aten.Call("atan", this);

        public Tensor atanh() => Aten.Call("atanh", this);

        public Tensor ceil() => Aten.Call("ceil", this);

        public Tensor cos() => Aten.Call("cos", this);

        public Tensor cosh() => Aten.Call("cosh", this);

        public Tensor deg2rad() => Aten.Call("deg2rad", this);

        public Tensor digamma() => Aten.Call("digamma", this);

        public Tensor erf() => Aten.Call("erf", this);

        public Tensor erfc() => Aten.Call("erfc", this);

        public Tensor erfinv() => Aten.Call("erfinv", this);

        public Tensor exp() => Aten.Call("exp", this);

        public Tensor exp2() => Aten.Call("exp2", this);

        public Tensor expm1() => Aten.Call("expm1", this);

        public Tensor fix() => Aten.Call("fix", this);

        public Tensor floor() => Aten.Call("floor", this);

        public Tensor frac() => Aten.Call("frac", this);

        public Tensor lgamma() => Aten.Call("lgamma", this);

        public Tensor log() => Aten.Call("log", this);

        public Tensor log10() => Aten.Call("log10", this);

        public Tensor log1p() => Aten.Call("log1p", this);

        public Tensor log2() => Aten.Call("log2", this);

        public Tensor neg() => Aten.Call("neg", this);

        public Tensor rad2deg() => Aten.Call("rad2deg", this);

        public Tensor reciprocal() => Aten.Call("reciprocal", this);

        public Tensor relu() => Aten.Call("relu", this);

        public Tensor rsqrt() => Aten.Call("rsqrt", this);

        public Tensor sgn() => Aten.Call("sgn", this);

        public Tensor sigmoid() => Aten.Call("sigmoid", this);

        public Tensor sign() => Aten.Call("sign", this);

        public Tensor sin() => Aten.Call("sin", this);

        public Tensor sinc() => Aten.Call("sinc", this);

        public Tensor sinh() => Aten.Call("sinh", this);

        public Tensor sqrt() => Aten.Call("sqrt", this);

        public Tensor tan() => Aten.Call("tan", this);

        public Tensor tanh() => Aten.Call("tanh", this);

        public Tensor trunc() => Aten.Call("trunc", this);

        public Tensor hardswish() => Aten.Call("hardswish", this);

        public Tensor hardsigmoid() => Aten.Call("hardsigmoid", this);

        public Tensor silu() => Aten.Call("silu", this);

        public Tensor relu6() => Aten.Call("relu6", this);

        public Tensor selu() => Aten.Call("selu", this);

        public Tensor bitwise_not() => Aten.Call("bitwise_not", this);

        public Tensor logical_not() => Aten.Call("logical_not", this);

        public Tensor isfinite() => Aten.Call("isfinite", this);

        public Tensor isinf() => Aten.Call("isinf", this);

        public Tensor isnan() => Aten.Call("isnan", this);

        public Tensor isneginf() => Aten.Call("isneginf", this);

        public Tensor isposinf() => Aten.Call("isposinf", this);

        public Tensor isreal() => Aten.Call("isreal", this);

        public Tensor signbit() => Aten.Call("signbit", this);

        public Tensor square() => Aten.Call("square", this);

        public Tensor positive() => Aten.Call("positive", this);

        public Tensor negative() => Aten.Call("negative", this);

        public Tensor nonzero() => Aten.Call("nonzero", this);

        public Tensor argwhere() => Aten.Call("argwhere", this);

        public Tensor nansum() => Aten.Call("nansum", this);

        public Tensor nanmedian() => Aten.Call("nanmedian", this);

        public Tensor median() => Aten.Call("median", this);
    }
}
