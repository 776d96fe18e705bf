using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The entry points of libsegtorch.so (native/*.cpp).</summary>
internal static unsafe partial class Native
{
    private const string Library = "segtorch";

    /// <summary>The version of libtorch that is loaded.</summary>
    internal static string Version => Marshal.PtrToStringUTF8((nint)seg_version());

    /// <summary>What libtorch said of the last failure on this thread, as the exception that TorchSharp throws.</summary>
    internal static ExternalException Failure() => new(Marshal.PtrToStringUTF8((nint)seg_failure()));

    /// <summary>Throws if a call that answers 0 or more failed.</summary>
    internal static int Check(int answer) => answer < 0 ? throw Failure() : answer;

    /// <summary>Throws if a call that answers a handle failed.</summary>
    internal static nint Check(nint answer) => answer == 0 ? throw Failure() : answer;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint seg_find(string name, string overload);

    [LibraryImport(Library)]
    internal static partial int seg_call(nint op, NativeValue* args, int count, NativeValue* results, int room);

    [LibraryImport(Library)]
    internal static partial void seg_spilled(NativeValue* results);

    [LibraryImport(Library)]
    internal static partial byte* seg_failure();

    [LibraryImport(Library)]
    internal static partial byte* seg_version();

    // Tensors. What only reads a field does so without leaving the garbage collector's mode.
    [LibraryImport(Library)]
    internal static partial void seg_free(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint seg_share(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_dtype(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_dim(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long seg_numel(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long seg_item_size(nint tensor);

    [LibraryImport(Library)]
    internal static partial long seg_offset(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void seg_sizes(nint tensor, long* sizes);

    [LibraryImport(Library)]
    internal static partial int seg_strides(nint tensor, long* strides);

    [LibraryImport(Library)]
    internal static partial int seg_is_contiguous(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_is_sparse(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_device(nint tensor, out int index);

    [LibraryImport(Library)]
    internal static partial nint seg_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint seg_from_blob(void* data, long* sizes, int count, int dtype, delegate* unmanaged<nint, void> release, nint owner);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int seg_save(nint tensor, string path);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint seg_load(string path);

    // Gradients.
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_requires_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int seg_set_requires_grad(nint tensor, int wanted);

    [LibraryImport(Library)]
    internal static partial nint seg_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int seg_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int seg_backward(
        nint* outputs, int outputCount, nint* grads, int gradCount, int retain, int create, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial int seg_gradients(
        nint* outputs, int outputCount, nint* grads, int gradCount, int retain, int create, int unused, nint* inputs, int inputCount, nint* results);

    // Modes of the thread.
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int seg_grad_enabled();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void seg_enable_grad(int enabled);

    [LibraryImport(Library)]
    internal static partial int seg_inference_enabled();

    [LibraryImport(Library)]
    internal static partial nint seg_enter_inference(int enabled);

    [LibraryImport(Library)]
    internal static partial void seg_leave_inference(nint mode);

    // Generators.
    [LibraryImport(Library)]
    internal static partial nint seg_default_generator(int type, int index);

    [LibraryImport(Library)]
    internal static partial nint seg_new_generator(int type, int index, ulong seed);

    [LibraryImport(Library)]
    internal static partial void seg_free_generator(nint generator);

    [LibraryImport(Library)]
    internal static partial int seg_set_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial ulong seg_seed(nint generator, int fresh);

    [LibraryImport(Library)]
    internal static partial nint seg_generator_state(nint generator);

    [LibraryImport(Library)]
    internal static partial int seg_set_generator_state(nint generator, nint state);

    [LibraryImport(Library)]
    internal static partial int seg_manual_seed(ulong seed);

    // The process.
    [LibraryImport(Library)]
    internal static partial int seg_threads(int interop);

    [LibraryImport(Library)]
    internal static partial int seg_set_threads(int interop, int count);

    [LibraryImport(Library)]
    internal static partial int seg_cuda_count();

    [LibraryImport(Library)]
    internal static partial int seg_has_cudnn();

    [LibraryImport(Library)]
    internal static partial int seg_synchronize(int index);

    [LibraryImport(Library)]
    internal static partial int seg_switch(int which);

    [LibraryImport(Library)]
    internal static partial int seg_set_switch(int which, int on);

    [LibraryImport(Library)]
    internal static partial int seg_set_default_dtype(int dtype);
}
