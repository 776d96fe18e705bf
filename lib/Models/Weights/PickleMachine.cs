using System.Globalization;

namespace SegBook.Models;

/// <summary>
/// Reads a pickle as PyTorch writes them, as data. A pickle is a program for a small stack machine; this machine has only the instructions that build
/// lists, dictionaries, numbers, texts and tensors. A class or function outside <see cref="PickleGlobals"/> is refused by name when it is mentioned.
/// </summary>
internal sealed class PickleMachine
{
    private const byte Stop = (byte)'.';

    /// <summary>Python's pickletools names these; what is not here is refused.</summary>
    private static readonly Dictionary<byte, Action<PickleMachine>> Instructions = new()
    {
        // Framing and the stack.
        [0x80] = m => m._input.Byte(),                                          // protocol
        [0x95] = m => m._input.Skip(8),                                         // length of what follows
        [(byte)'('] = m => m._marks.Push(m._stack.Count),
        [(byte)'0'] = m => m.Pop(),
        [(byte)'1'] = m => m.PopToMark(),
        [(byte)'2'] = m => m.Push(m.Peek()),

        // Plain values.
        [(byte)'N'] = m => m.Push(null),
        [0x88] = m => m.Push(true),
        [0x89] = m => m.Push(false),
        [(byte)'J'] = m => m.Push((long)(int)m._input.UInt32()),
        [(byte)'K'] = m => m.Push((long)m._input.Byte()),
        [(byte)'M'] = m => m.Push((long)m._input.UInt16()),
        [0x8a] = m => m.Push(m._input.Long(m._input.Byte())),
        [(byte)'G'] = m => m.Push(m._input.Double()),
        [(byte)'X'] = m => m.Push(m._input.Text(m._input.UInt32())),
        [(byte)'T'] = m => m.Push(m._input.Text(m._input.UInt32())),
        [0x8c] = m => m.Push(m._input.Text(m._input.Byte())),
        [(byte)'U'] = m => m.Push(m._input.Text(m._input.Byte())),
        [0x8d] = m => m.Push(m._input.Text(m._input.UInt64())),
        [(byte)'B'] = m => m.Push(m._input.Bytes(m._input.UInt32())),
        [(byte)'C'] = m => m.Push(m._input.Bytes(m._input.Byte())),

        // Containers.
        [(byte)']'] = m => m.Push(new PickleList()),
        [(byte)'l'] = m => m.PushList(m.PopToMark()),
        [(byte)'a'] = m => m.Append(m.PopMany(1)),
        [(byte)'e'] = m => m.Append(m.PopToMark()),
        [(byte)')'] = m => m.Push(new PickleTuple([])),
        [0x85] = m => m.Push(new PickleTuple(m.PopMany(1))),
        [0x86] = m => m.Push(new PickleTuple(m.PopMany(2))),
        [0x87] = m => m.Push(new PickleTuple(m.PopMany(3))),
        [(byte)'t'] = m => m.Push(new PickleTuple(m.PopToMark())),
        [(byte)'}'] = m => m.Push(new PickleDict()),
        [(byte)'d'] = m => m.PushDict(m.PopToMark()),
        [(byte)'s'] = m => m.Set(m.PopMany(2)),
        [(byte)'u'] = m => m.Set(m.PopToMark()),

        // What was seen before.
        [(byte)'q'] = m => m._memo[m._input.Byte()] = m.Peek(),
        [(byte)'r'] = m => m._memo[m._input.UInt32()] = m.Peek(),
        [0x94] = m => m._memo[(uint)m._memo.Count] = m.Peek(),
        [(byte)'h'] = m => m.Push(m.Recall(m._input.Byte())),
        [(byte)'j'] = m => m.Push(m.Recall(m._input.UInt32())),

        // Classes, functions, and numbers that lie elsewhere.
        [(byte)'c'] = m => m.Push(PickleGlobals.Recognise($"{m._input.Line()}.{m._input.Line()}")),
        [(byte)'i'] = m => throw PickleGlobals.Refusal($"{m._input.Line()}.{m._input.Line()}"),
        [0x93] = m => m.PushGlobal(m.PopMany(2)),
        [(byte)'R'] = m => m.Call(m.PopMany(2)),
        [0x81] = m => m.Call(m.PopMany(2)),
        [(byte)'Q'] = m => m.PushStorage(m.Pop()),

        // Attributes of an object: an ordered dictionary has a note on versions there, tensors have nothing that matters.
        [(byte)'b'] = m => m.Pop(),
    };

    private readonly PickleInput _input;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, PickleStorage> _storages;

    private PickleMachine(Stream stream, Dictionary<string, PickleStorage> storages)
    {
        _input = new PickleInput(stream);
        _storages = storages;
    }

    /// <summary>Reads one pickle; the stream is left behind it.</summary>
    /// <param name="stream">The pickle, and whatever follows it.</param>
    /// <param name="storages">Receives the storages that are mentioned, by key.</param>
    /// <exception cref="SegBookException">The pickle is damaged, or asks for something that is no plain data.</exception>
    public static object? Read(Stream stream, Dictionary<string, PickleStorage>? storages = null)
    {
        var machine = new PickleMachine(stream, storages ?? []);
        for (var code = machine._input.Byte(); code != Stop; code = machine._input.Byte())
        {
            if (!Instructions.TryGetValue(code, out var instruction))
            {
                throw new SegBookException($"the pickle has an instruction 0x{code:x2} at byte {machine._input.Position - 1} that PyTorch's checkpoints do not use.");
            }

            instruction(machine);
        }

        return machine.Pop();
    }

    private void PushList(object?[] items)
    {
        Push(new PickleList());
        Append(items);
    }

    private void PushDict(object?[] items)
    {
        Push(new PickleDict());
        Set(items);
    }

    private void Append(object?[] items) => Peek<PickleList>("a list").Items.AddRange(items);

    private void Set(object?[] items)
    {
        var dict = Peek<PickleDict>("a dictionary");
        if (items.Length % 2 != 0)
        {
            throw new SegBookException("the pickle sets a key without a value.");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dict.Items.Add((items[i], items[i + 1]));
        }
    }

    private void PushGlobal(object?[] names) => Push(PickleGlobals.Recognise($"{names[0] as string}.{names[1] as string}"));

    private void Call(object?[] call) => Push(PickleGlobals.Build(
        call[0] as PickleGlobal ?? throw new SegBookException("the pickle calls something that is not a function."),
        (call[1] as PickleTuple ?? throw new SegBookException("the pickle calls a function without arguments.")).Items));

    private void PushStorage(object? reference)
    {
        var storage = PickleGlobals.Storage(reference);
        _storages.TryAdd(storage.Key, storage);
        Push(storage);
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopMany(1)[0];

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Empty();

    private T Peek<T>(string what)
        where T : class => Peek() as T ?? throw new SegBookException($"the pickle adds to something that is not {what}.");

    private object?[] PopMany(int count) =>
        _stack.Count - count < (_marks.Count > 0 ? _marks.Peek() : 0) ? throw Empty() : Take(_stack.Count - count);

    private object?[] PopToMark() => _marks.Count == 0 ? throw Empty() : Take(_marks.Pop());

    /// <summary>Takes everything from <paramref name="start"/> up off the stack.</summary>
    private object?[] Take(int start)
    {
        object?[] items = [.. _stack[start..]];
        _stack.RemoveRange(start, items.Length);
        return items;
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out var value) ? value
        : throw new SegBookException(string.Create(CultureInfo.InvariantCulture, $"the pickle recalls number {index}, which it never stored."));

    private static SegBookException Empty() => new("the pickle takes more from its stack than it put there.");
}
