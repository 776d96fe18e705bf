using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>
/// The tensors of a checkpoint: PyTorch's <c>.pth</c> (zip and the older pickle stream) or <c>.safetensors</c>, told apart by content.
/// Reading never runs anything that the file asks for, believes no length before checking it, and reads each byte of data once.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    internal WeightsFile(string path, string format, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        Path = path;
        Format = format;
        _tensors = new Dictionary<string, Tensor>(tensors);
        Names = [.. _tensors.Keys];
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>What it turned out to be, in words.</summary>
    public string Format { get; }

    /// <summary>The keys in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensors by key, on the CPU; they live until this object is disposed.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The tensor under a key.</summary>
    /// <exception cref="SegBookException">There is no such key.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out var tensor) ? tensor : throw new SegBookException($"{Path} has no tensor '{name}'.");

    /// <summary>Reads a checkpoint. In a file that holds more than a state dict (epoch, optimizer, ...), the state dict is found.</summary>
    /// <exception cref="SegBookException">The file is missing, cut off, lies about its lengths, asks for code to be run, or holds no state dict. The message says which.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a broken file leads to, it is told as one kind of error.")]
    public static WeightsFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new SegBookException($"There is no file {path}.");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Read(file, path);
        }
        catch (SegBookException e)
        {
            throw new SegBookException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new SegBookException($"{path} is damaged: {e.Message} Fetch or copy it again.", e);
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private static WeightsFile Read(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[9];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (length < start.Length)
        {
            throw new SegBookException($"the file has only {length} bytes: it is cut off or no checkpoint.");
        }

        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return new(path, "PyTorch zip", TorchZipReader.Read(file));
        }

        if (start is [0x80, >= 2 and <= 5, ..])
        {
            return new(path, "PyTorch legacy", TorchLegacyReader.Read(file));
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(start) > 0 && start[8] == (byte)'{'
            ? new(path, "safetensors", SafetensorsReader.Read(file))
            : throw new SegBookException("this is neither a PyTorch checkpoint (zip or pickle) nor a safetensors file.");
    }
}
