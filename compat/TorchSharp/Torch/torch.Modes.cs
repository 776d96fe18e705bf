namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => Native.seg_grad_enabled() != 0;

    public static bool is_inference_mode_enabled() => Native.seg_inference_enabled() != 0;

    /// <summary>No graph is built on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.seg_grad_enabled();
        private bool _over;

        public GradMode(bool enabled) => Native.seg_enable_grad(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_over) return;
            _over = true;
            Native.seg_enable_grad(_before);
        }
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _mode = Native.seg_enter_inference(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_mode != 0) Native.seg_leave_inference(_mode);
            _mode = 0;
        }
    }

    public static DisposeScope CurrentDisposeScope => DisposeScopeManager.Current.Innermost;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Current.Open();

    /// <summary>Evaluates the expression in a scope of its own and keeps only its result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
