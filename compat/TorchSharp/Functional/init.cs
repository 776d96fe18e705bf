using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors in place and gives them back. Each draw is one operator's, from the default generator.</summary>
        public static class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            private static Tensor Fill(Tensor tensor, string op, params ReadOnlySpan<Arg> args)
            {
                using var frozen = no_grad();
                Aten.Run(op, [tensor, .. args]);
                return tensor;
            }

            public static Tensor zeros_(Tensor tensor) => Fill(tensor, "zero_");

            public static Tensor ones_(Tensor tensor) => Fill(tensor, "fill_.Scalar", 1.0);

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, "fill_.Scalar", val);

            // Like the real library's, these two draw from the default generator, whichever they are given.
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator generator = null) => Fill(tensor, "uniform_", low, high);

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator generator = null) => Fill(tensor, "normal_", mean, std);

            public static Tensor eye_(Tensor tensor)
            {
                using var identity = eye(tensor.shape[0], tensor.shape[1]);
                return Fill(tensor, "copy_", identity);
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (param * param))),
                _ => 1,
            };

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = Fans(tensor);
                var bound = Math.Sqrt(3) * gain * Math.Sqrt(2.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            // The real library's is the uniform one under another name.
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor) =>
                tensor.dim() < 2 ? throw new ArgumentException(TooFewDimensions) : Fans(tensor);

            private const string TooFewDimensions = "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions";

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static (long, long) Fans(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ExternalException(TooFewDimensions);
                var field = 1L;
                foreach (var extent in shape.AsSpan(2))
                    field *= extent;
                return (shape[1] * field, shape[0] * field);
            }
        }
    }
}
