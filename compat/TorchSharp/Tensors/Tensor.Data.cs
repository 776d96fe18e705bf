using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous CPU tensor, not a copy. Valid as long as the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get => new((void*)Memory(out var length), length);

            set
            {
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (numel() * element_size() != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        internal nint DataPointer => Alive(Native.seg_data(Handle));

        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            DemandType<T>();
            return new Utils.TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public unsafe T item<T>()
            where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            DemandType<T>();
            if (device_type == DeviceType.CPU) return Alive(*(T*)DataPointer);
            using var here = cpu();
            return here.item<T>();
        }

        public Scalar ToScalar() => Aten.CallScalar("item", this);

        public double ReadCpuDouble(long i) => data<double>().At(i);

        public float ReadCpuSingle(long i) => data<float>().At(i);

        public int ReadCpuInt32(long i) => data<int>().At(i);

        public long ReadCpuInt64(long i) => data<long>().At(i);

        public byte ReadCpuByte(long i) => data<byte>().At(i);

        public bool ReadCpuBool(long i) => data<bool>().At(i);

        public void WriteBytesToStream(System.IO.Stream stream, int bufferSize = 1024)
        {
            for (long done = 0, all = CheckedSize(); done < all;)
            {
                var part = Part(done, all);
                stream.Write(part);
                done += part.Length;
            }
        }

        public void ReadBytesFromStream(System.IO.Stream stream, int bufferSize = 1024)
        {
            for (long done = 0, all = CheckedSize(); done < all;)
            {
                var part = Part(done, all);
                stream.ReadExactly(part);
                done += part.Length;
            }
        }

        private long CheckedSize()
        {
            if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }

            return numel() * element_size();
        }

        private unsafe Span<byte> Part(long from, long all) =>
            new((byte*)DataPointer + from, (int)Math.Min(all - from, 1 << 26));

        private nint Memory(out int length)
        {
            var size = CheckedSize();
            if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
            length = (int)size;
            return DataPointer;
        }

        private void DemandType<T>()
        {
            var mine = dtype;
            if (Unsafe.SizeOf<T>() != element_size() || ScalarTypeOf(typeof(T)) != mine)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {mine}");
        }
    }
}
