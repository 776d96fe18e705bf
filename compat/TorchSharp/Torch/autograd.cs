using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static void backward(
            Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null)
        {
            nint[] outputs = Handles(tensors), grads = Handles(grad_tensors), wanted = Handles(inputs);
            fixed (nint* o = outputs, g = grads, i = wanted)
            {
                Native.Check(Native.seg_backward(
                    o, outputs.Length, g, grads.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, i, wanted.Length));
            }

            KeepAlive(tensors, grad_tensors, inputs);
        }

        /// <summary>The gradients of the outputs with respect to the inputs; null for an unused one if that is allowed.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), grads = Handles(grad_outputs), to = Handles(inputs);
            var results = new nint[to.Length];
            fixed (nint* o = from, g = grads, i = to, r = results)
            {
                Native.Check(Native.seg_gradients(
                    o, from.Length, g, grads.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, i, to.Length, r));
            }

            KeepAlive(outputs, grad_outputs, inputs);
            return [.. results.Select(handle => handle == 0 ? null : Tensor.Own(handle))];
        }

        private static nint[] Handles(IList<Tensor> tensors) =>
            tensors is null ? [] : [.. tensors.Select(tensor => tensor?.Handle ?? 0)];

        private static void KeepAlive(params object[] lists)
        {
            foreach (var list in lists) GC.KeepAlive(list);
        }
    }
}
