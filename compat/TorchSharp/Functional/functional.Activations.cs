using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // Most activations have an in-place twin, whose name has an underscore more.
            private static Tensor Point(string op, bool inplace, params ReadOnlySpan<Arg> args) => Aten.Call(inplace ? op + "_" : op, args);

            public static Tensor relu(Tensor x, bool inplace = false) => Point("relu", inplace, x);
            public static Tensor relu6(Tensor x, bool inplace = false) => Point("relu6", inplace, x);
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => Point("leaky_relu", inplace, input, negative_slope);
            public static Tensor prelu(Tensor input, Tensor weight) => Aten.Call("prelu", input, weight);
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Point("elu", inplace, x, alpha);
            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Point("celu", inplace, x, alpha);
            public static Tensor selu(Tensor x, bool inplace = false) => Point("selu", inplace, x);
            public static Tensor silu(Tensor x, bool inplace = false) => Point("silu", inplace, x);
            public static Tensor mish(Tensor x, bool inplace = false) => Point("mish", inplace, x);
            public static Tensor gelu(Tensor x) => gelu(x, false);
            public static Tensor gelu(Tensor x, bool inplace) => Point("gelu", inplace, x);
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) => Point("gelu", inplace, x, approximate.ToString());
            public static Tensor hardswish(Tensor input, bool inplace = false) => Point("hardswish", inplace, input);
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Point("hardsigmoid", inplace, input);
            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) => Point("hardtanh", inplace, x, min_val, max_val);
            public static Tensor sigmoid(Tensor x) => sigmoid(x, false);
            public static Tensor sigmoid(Tensor x, bool inplace) => Point("sigmoid", inplace, x);
            public static Tensor tanh(Tensor x, bool inplace = false) => Point("tanh", inplace, x);
            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) => Point("threshold", inplace, x, threshold, value);
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Aten.Call("softplus", x, beta, threshold);
            public static Tensor logsigmoid(Tensor x) => Aten.Call("log_sigmoid", x);
            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Aten.Call("hardshrink", x, lambda);
            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Aten.Call("softshrink", x, lambda);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", input, dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => Aten.Call("log_softmax.int", x, dim);
            public static Tensor glu(Tensor input, long dim = -1) => Aten.Call("glu", input, dim);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = Aten.Call("neg", x);
                return softmax(negative, dim);
            }

            // Draws nothing when it is off, and then gives a new handle to what it was given.
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Point("dropout", inplace, input, p, training);
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Point("feature_dropout", inplace, input, p, training);
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Point("feature_dropout", inplace, input, p, training);
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Point("feature_dropout", inplace, input, p, training);
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Point("alpha_dropout", inplace, input, p, training);
        }
    }
}
