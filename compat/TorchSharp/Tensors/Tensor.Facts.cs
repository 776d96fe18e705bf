namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => Alive((ScalarType)Native.seg_dtype(Handle));

        public DeviceType device_type => Alive((DeviceType)Native.seg_device(Handle, out _));

        public int device_index
        {
            get
            {
                Native.seg_device(Handle, out var index);
                return Alive(index);
            }
        }

        public Device device
        {
            get
            {
                var type = (DeviceType)Native.seg_device(Handle, out var index);
                return Alive(type == DeviceType.CPU ? new Device(type) : new Device(type, index));
            }
        }

        public long Dimensions => ndim;

        public long ndim => Alive(Native.seg_dim(Handle));

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public long[] shape => size();

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => Aten.CallScalar("is_leaf", this).ToBoolean();

        public bool is_sparse => Alive(Native.seg_is_sparse(Handle) != 0);

        public bool requires_grad
        {
            get => Alive(Native.seg_requires_grad(Handle) != 0);
            set => Alive(Native.Check(Native.seg_set_requires_grad(Handle, value ? 1 : 0)));
        }

        /// <summary>The gradient, as a fresh object at every read; null if there is none.</summary>
        public Tensor grad
        {
            get
            {
                var handle = Native.seg_grad(Handle);
                GC.KeepAlive(this);
                return handle == 0 ? null : Own(handle);
            }

            set
            {
                Native.Check(Native.seg_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public long dim() => ndim;

        public long numel() => Alive(Native.seg_numel(Handle));

        public long element_size() => Alive(Native.seg_item_size(Handle));

        public long storage_offset() => Alive(Native.seg_offset(Handle));

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_pinned() => Aten.CallScalar("is_pinned", this).ToBoolean();

        public bool is_contiguous() => Alive(Native.Check(Native.seg_is_contiguous(Handle)) != 0);

        public bool is_nonzero()
        {
            if (numel() != 1) throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Aten.CallScalar("is_nonzero", this).ToBoolean();
        }

        public unsafe long[] size()
        {
            var handle = Handle;
            var sizes = new long[Native.seg_dim(handle)];
            fixed (long* p = sizes) Native.seg_sizes(handle, p);
            return Alive(sizes);
        }

        public long size(int dim)
        {
            var sizes = size();
            var at = dim < 0 ? dim + sizes.Length : dim;
            if (at < 0 || at >= sizes.Length)
                throw new System.Runtime.InteropServices.ExternalException(
                    $"Dimension out of range (expected to be in range of [{-sizes.Length}, {sizes.Length - 1}], but got {dim})");
            return sizes[at];
        }

        public unsafe long[] stride()
        {
            var handle = Handle;
            var strides = new long[Native.seg_dim(handle)];
            fixed (long* p = strides) Native.Check(Native.seg_strides(handle, p));
            return Alive(strides);
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        /// <summary>Keeps this object from being finalized before its handle was read.</summary>
        private T Alive<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }
    }
}
