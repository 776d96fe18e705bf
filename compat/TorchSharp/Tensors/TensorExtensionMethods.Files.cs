using System.IO;
using System.Linq;

namespace TorchSharp;

// TorchSharp's own format of one tensor: dtype, rank and sizes as LEB128 numbers, then the elements, row-major.
public static partial class TensorExtensionMethods
{
    private const string SameAsTheOrigin = "Make sure that the model you are loading into is exactly the same as the origin.";

    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.ndim);
        foreach (var size in tensor.shape) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        using var here = tensor.cpu();
        here.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this torch.Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Reads into the tensor.</summary>
    /// <exception cref="ArgumentException">The file holds another dtype or shape.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (dtype, sizes) = ReadHead(reader);
        if (dtype != tensor.dtype) throw new ArgumentException("Mismatched tensor data types while loading. " + SameAsTheOrigin);
        ReadInto(tensor, sizes, reader, skip);
    }

    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        torch.Tensor tensor = null;
        Load(ref tensor, reader, skip);
        return tensor;
    }

    public static void Load(ref torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (dtype, sizes) = ReadHead(reader);
        tensor ??= skip ? torch.zeros(sizes, dtype) : torch.empty(sizes, dtype);
        ReadInto(tensor, sizes, reader, skip);
    }

    private static (torch.ScalarType Dtype, long[] Sizes) ReadHead(BinaryReader reader)
    {
        var dtype = (torch.ScalarType)reader.Read7BitEncodedInt64();
        var sizes = new long[reader.Read7BitEncodedInt64()];
        for (var k = 0; k < sizes.Length; k++) sizes[k] = reader.Read7BitEncodedInt64();
        return (dtype, sizes);
    }

    private static void ReadInto(torch.Tensor tensor, long[] sizes, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            reader.BaseStream.Seek(sizes.TotalSize() * tensor.element_size(), SeekOrigin.Current);
            return;
        }

        if (!sizes.SequenceEqual(tensor.shape)) throw new ArgumentException("Mismatched tensor shape while loading. " + SameAsTheOrigin);
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
            return;
        }

        using var off = torch.no_grad();
        using var here = torch.empty(sizes, tensor.dtype, torch.CPU);
        here.ReadBytesFromStream(reader.BaseStream);
        tensor.copy_(here);
    }
}
