namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    public static int get_num_threads() => Native.seg_threads(0);

    public static void set_num_threads(int num) => Native.Check(Native.seg_set_threads(0, num));

    public static int get_num_interop_threads() => Native.seg_threads(1);

    public static void set_num_interop_threads(int num) => Native.Check(Native.seg_set_threads(1, num));

    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.seg_cuda_count();

        public static bool is_cudnn_available() => is_available() && Native.seg_has_cudnn() != 0;

        public static void manual_seed(long seed) => SeedAll(seed);

        public static void manual_seed_all(long seed) => SeedAll(seed);

        /// <summary>Waits until the device has done all it was given.</summary>
        public static void synchronize(Device device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            Native.Check(Native.seg_synchronize(device?.index ?? -1));
        }

        private static void SeedAll(long seed)
        {
            for (var index = 0; index < device_count(); index++)
            {
                var generator = Native.Check(Native.seg_default_generator((int)DeviceType.CUDA, index));
                Native.Check(Native.seg_set_seed(generator, (ulong)seed));
                Native.seg_free_generator(generator);
            }
        }
    }

    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                public static bool allow_tf32
                {
                    get => Native.Check(Native.seg_switch(0)) != 0;
                    set => Native.Check(Native.seg_set_switch(0, value ? 1 : 0));
                }

                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => Native.Check(Native.seg_switch(2)) != 0;
                    set => Native.Check(Native.seg_set_switch(2, value ? 1 : 0));
                }
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32
            {
                get => Native.Check(Native.seg_switch(1)) != 0;
                set => Native.Check(Native.seg_set_switch(1, value ? 1 : 0));
            }
        }
    }
}
