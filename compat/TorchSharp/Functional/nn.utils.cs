using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients together so that their norm is at most <paramref name="max_norm"/>; gives the norm they had.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                var grads = Gradients(tensors);
                if (grads.Length == 0)
                    return 0;
                // A norm of the norms is the norm of all, the maximum included.
                var norms = Aten.Call("stack", Aten.CallMany("_foreach_norm.Scalar", grads, norm_type));
                var total = Aten.Call("norm.ScalarOpt_dim", norms, norm_type, Array.Empty<long>(), false).ToDouble();
                var scale = max_norm / (total + 1e-6);
                if (scale < 1)
                    Aten.Run("_foreach_mul_.Scalar", grads, scale);
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                foreach (var grad in Gradients(tensors))
                    Aten.Run("clamp_", grad, -clip_value, clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return Aten.Call("cat", tensors.Select(p => p.view(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                var start = 0L;
                foreach (var parameter in tensors)
                {
                    var length = parameter.numel();
                    parameter.copy_(vec.narrow(0, start, length).view(parameter.shape));
                    start += length;
                }
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) => tensors.Select(p => p.grad).Where(g => g is not null).ToArray();
        }
    }
}
