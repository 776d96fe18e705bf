using System.IO;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes a tensor in libtorch's own format.</summary>
    public static void save(Tensor t, string location) => t.save(location);

    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        /// <summary>Reads what <see cref="save"/> or torch::save wrote.</summary>
        public static Tensor load(string location) => Own(Native.Check(Native.seg_load(location)));

        public void save(string location)
        {
            Native.Check(Native.seg_save(Handle, location));
            GC.KeepAlive(this);
        }

        /// <summary>Reads TorchSharp's own format, as the extension method Save writes it.</summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location) => Load(File.OpenRead(location));
    }
}
