using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Resizes [N,C,L], [N,C,H,W] or [N,C,D,H,W] to a size or by factors. libtorch has an operator for each mode and
            /// rank; the choice among them, and what is refused, is this function's, with libtorch's own words.
            /// </summary>
            public static Tensor interpolate(Tensor x, long[] size = null, double[] scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var aligns = mode is not (InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area);
                Check(aligns || align_corners is null, "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
                var rank = (int)x.dim();
                Check(rank is >= 3 and <= 5, $"Input Error: Only 3D, 4D and 5D input Tensors supported (got {rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear (got {mode})");
                Check(!antialias || (rank == 4 && mode is InterpolationMode.Bilinear or InterpolationMode.Bicubic), "Anti-alias option is only supported for bilinear and bicubic modes");
                var needed = mode switch { InterpolationMode.Linear => 3, InterpolationMode.Bilinear or InterpolationMode.Bicubic => 4, InterpolationMode.Trilinear => 5, _ => rank };
                Check(rank == needed, $"Got {rank}D input, but {mode.ToString().ToLowerInvariant()} mode needs {needed}D input");
                size = OutputSize(x, size, scale_factor);

                if (mode == InterpolationMode.Area)
                    return Aten.Call($"adaptive_avg_pool{rank - 2}d", x, size);
                // The factors go along with the size, since rounding may have made the size a little smaller than they say.
                Span<Arg> args = new Arg[2 + (aligns ? 1 : 0) + rank - 2];
                (args[0], args[1]) = (x, size);
                if (aligns)
                    args[2] = align_corners ?? false;
                for (var i = 0; i < rank - 2 && scale_factor is not null && !recompute_scale_factor; i++)
                    args[^(rank - 2 - i)] = scale_factor[i];
                return Aten.Call(Operator(mode, rank - 2, antialias), args);
            }

            private static string Operator(InterpolationMode mode, int dimensions, bool antialias) => mode switch
            {
                InterpolationMode.Nearest => $"upsample_nearest{dimensions}d",
                InterpolationMode.NearestExact => $"_upsample_nearest_exact{dimensions}d",
                _ when antialias => $"_upsample_{mode.ToString().ToLowerInvariant()}{dimensions}d_aa",
                _ => $"upsample_{mode.ToString().ToLowerInvariant()}{dimensions}d",
            };

            private static long[] OutputSize(Tensor x, long[] size, double[] factors)
            {
                Check(size is not null || factors is not null, "either size or scale_factor should be defined");
                Check(size is null || factors is null, "only one of size or scale_factor should be defined");
                if (size is not null)
                    return size;
                var shape = x.shape[2..];
                Check(factors.Length == shape.Length, $"scale_factor shape must match input shape. Input is {shape.Length}D, scale_factor size is [{string.Join(", ", factors)}]");
                return shape.Zip(factors, (extent, factor) => (long)Math.Floor(extent * factor)).ToArray();
            }

            private static void Check(bool right, string message)
            {
                if (!right)
                    throw new ExternalException(message);
            }

            public static Tensor upsample(Tensor input, long[] size = null, double[] scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners);

            public static Tensor upsample_nearest(Tensor x, long[] size = null, double[] scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Nearest, align_corners);

            public static Tensor upsample_bilinear(Tensor x, long[] size = null, double[] scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                var padding = padding_mode switch { GridSamplePaddingMode.Border => 1, GridSamplePaddingMode.Reflection => 2, _ => 0 };
                return Aten.Call("grid_sampler", input, grid, mode == GridSampleMode.Bilinear ? 0 : 1, padding, align_corners ?? false);
            }

            public static Tensor affine_grid(Tensor theta, long[] size = null, bool align_corners = false) =>
                Aten.Call("affine_grid_generator", theta, size ?? [], align_corners);
        }
    }
}
