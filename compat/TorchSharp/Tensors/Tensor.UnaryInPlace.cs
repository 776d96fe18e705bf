namespace TorchSharp;

public static partial class torch
{
    // Elementwise in place: the result is this object.
    public partial class Tensor
    {
        public Tensor abs_() => InPlace("abs_", this);

        public Tensor absolute_() => InPlace("absolute_", this);

        public Tensor acos_() => InPlace("acos_", this);

        public Tensor acosh_() => InPlace("acosh_", this);

        public Tensor arccos_() => InPlace("arccos_", this);

        public Tensor arccosh_() => InPlace("arccosh_", this);

        public Tensor arcsin_() => InPlace("arcsin_", this);

        public Tensor arcsinh_() => InPlace("arcsinh_", this);

        public Tensor arctan_() => InPlace("arctan_", this);

        public Tensor arctanh_() => InPlace("arctanh_", this);

        public Tensor asin_() => InPlace("asin_", this);

        public Tensor asinh_() => InPlace("asinh_", this);

        public Tensor atan_() => InPlace("atan_", this);

        public Tensor atanh_() => InPlace("atanh_", this);

        public Tensor ceil_() => InPlace("ceil_", this);

        public Tensor cos_() => InPlace("cos_", this);

        public Tensor cosh_() => InPlace("cosh_", this);

        public Tensor deg2rad_() => InPlace("deg2rad_", this);

        public Tensor digamma_() => InPlace("digamma_", this);

        public Tensor erf_() => InPlace("erf_", this);

        public Tensor erfc_() => InPlace("erfc_", this);

        public Tensor erfinv_() => InPlace("erfinv_", this);

        public Tensor exp_() => InPlace("exp_", this);

        public Tensor exp2_() => InPlace("exp2_", this);

        public Tensor expm1_() => InPlace("expm1_", this);

        public Tensor fix_() => InPlace("fix_", this);

        public Tensor floor_() => InPlace("floor_", this);

        public Tensor frac_() => InPlace("frac_", this);

        public Tensor lgamma_() => InPlace("lgamma_", this);

        public Tensor log_() => InPlace("log_", this);

        public Tensor log10_() => InPlace("log10_", this);

        public Tensor log1p_() => InPlace("log1p_", this);

        public Tensor log2_() => InPlace("log2_", this);

        public Tensor neg_() => InPlace("neg_", this);

        public Tensor rad2deg_() => InPlace("rad2deg_", this);

        public Tensor reciprocal_() => InPlace("reciprocal_", this);

        public Tensor relu_() => InPlace("relu_", this);

        public Tensor rsqrt_() => InPlace("rsqrt_", this);

        public Tensor sgn_() => InPlace("sgn_", this);

        public Tensor sigmoid_() => InPlace("sigmoid_", this);

        public Tensor sign_() => InPlace("sign_", this);

        public Tensor sin_() => InPlace("sin_", this);

        public Tensor sinc_() => InPlace("sinc_", this);

        public Tensor sinh_() => InPlace("sinh_", this);

        public Tensor sqrt_() => InPlace("sqrt_", this);

        public Tensor tan_() => InPlace("tan_", this);

        public Tensor tanh_() => InPlace("tanh_", this);

        public Tensor trunc_() => InPlace("trunc_", this);

        public Tensor hardswish_() => InPlace("hardswish_", this);

        public Tensor hardsigmoid_() => InPlace("hardsigmoid_", this);

        public Tensor silu_() => InPlace("silu_", this);

        public Tensor relu6_() => InPlace("relu6_", this);

        public Tensor selu_() => InPlace("selu_", this);

        public Tensor bitwise_not_() => InPlace("bitwise_not_", this);

        public Tensor logical_not_() => InPlace("logical_not_", this);
    }
}
