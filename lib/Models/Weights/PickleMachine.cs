using System.Globalization;

namespace SegBook.Models;

/// <summary>
/// Reads a pickle as PyTorch writes them, as data. A pickle is a program for a small stack machine; this machine has only the instructions that build
/// lists, dictionaries, numbers, texts and tensors. A class or function outside <see cref="PickleGlobals"/> is refused by name when it is mentioned.
/// </summary>
internal sealed class PickleMachine
{
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
        while (machine.Step())
        {
        }

        return machine.Pop();
    }

    /// <summary>One instruction; false after the last.</summary>
    private bool Step()
    {
        var code = _input.Byte();
        switch ((char)code)
        {
            case '\x80':
                _input.Byte();
                break;
            case '\x95':
                _input.Skip(8);
                break;
            case '.':
                return false;
            case '(':
                _marks.Push(_stack.Count);
                break;
            case '0':
                Pop();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                Push(Peek());
                break;
            default:
                if (!Literal(code) && !Container(code) && !Memory(code) && !Object(code))
                {
                    throw new SegBookException($"the pickle has an instruction 0x{code:x2} at byte {_input.Position - 1} that PyTorch's checkpoints do not use.");
                }

                break;
        }

        return true;
    }

    private bool Literal(byte code)
    {
        switch ((char)code)
        {
            case 'N':
                Push(null);
                return true;
            case '\x88' or '\x89':
                Push(code == 0x88);
                return true;
            case 'J':
                Push((long)(int)_input.UInt32());
                return true;
            case 'K':
                Push((long)_input.Byte());
                return true;
            case 'M':
                Push((long)_input.UInt16());
                return true;
            case '\x8a':
                Push(_input.Long(_input.Byte()));
                return true;
            case 'G':
                Push(_input.Double());
                return true;
            case 'X' or 'T':
                Push(_input.Text(_input.UInt32()));
                return true;
            case '\x8c' or 'U':
                Push(_input.Text(_input.Byte()));
                return true;
            case '\x8d':
                Push(_input.Text(_input.UInt64()));
                return true;
            case 'B':
                Push(_input.Bytes(_input.UInt32()));
                return true;
            case 'C':
                Push(_input.Bytes(_input.Byte()));
                return true;
            default:
                return false;
        }
    }

    private bool Container(byte code)
    {
        switch ((char)code)
        {
            case ']':
                Push(new PickleList());
                return true;
            case '}':
                Push(new PickleDict());
                return true;
            case ')':
                Push(new PickleTuple([]));
                return true;
            case '\x85' or '\x86' or '\x87':
                Push(new PickleTuple(PopMany(code - 0x84)));
                return true;
            case 't':
                Push(new PickleTuple(PopToMark()));
                return true;
            case 'l':
                var list = new PickleList();
                list.Items.AddRange(PopToMark());
                Push(list);
                return true;
            case 'd':
                var items = PopToMark();
                Push(new PickleDict());
                Set(items);
                return true;
            case 'a':
                var item = Pop();
                Peek<PickleList>("a list").Items.Add(item);
                return true;
            case 'e':
                var more = PopToMark();
                Peek<PickleList>("a list").Items.AddRange(more);
                return true;
            case 's':
                Set(PopMany(2));
                return true;
            case 'u':
                Set(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool Memory(byte code)
    {
        switch ((char)code)
        {
            case 'q':
                _memo[_input.Byte()] = Peek();
                return true;
            case 'r':
                _memo[_input.UInt32()] = Peek();
                return true;
            case '\x94':
                _memo[(uint)_memo.Count] = Peek();
                return true;
            case 'h':
                Push(Recall(_input.Byte()));
                return true;
            case 'j':
                Push(Recall(_input.UInt32()));
                return true;
            default:
                return false;
        }
    }

    private bool Object(byte code)
    {
        switch ((char)code)
        {
            case 'c':
                Push(PickleGlobals.Recognise($"{_input.Line()}.{_input.Line()}"));
                return true;
            case 'i':
                throw PickleGlobals.Refusal($"{_input.Line()}.{_input.Line()}");
            case '\x93':
                var names = PopMany(2);
                Push(PickleGlobals.Recognise($"{names[0] as string}.{names[1] as string}"));
                return true;
            case 'R' or '\x81':
                var call = PopMany(2);
                Push(PickleGlobals.Build(
                    call[0] as PickleGlobal ?? throw new SegBookException("the pickle calls something that is not a function."),
                    (call[1] as PickleTuple ?? throw new SegBookException("the pickle calls a function without arguments.")).Items));
                return true;
            case 'b':
                // Attributes of an object: an ordered dictionary has a note on versions there, tensors have nothing that matters.
                Pop();
                return true;
            case 'Q':
                var storage = PickleGlobals.Storage(Pop());
                _storages.TryAdd(storage.Key, storage);
                Push(storage);
                return true;
            default:
                return false;
        }
    }

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

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopMany(1)[0];

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Empty();

    private T Peek<T>(string what)
        where T : class => Peek() as T ?? throw new SegBookException($"the pickle adds to something that is not {what}.");

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < (_marks.Count > 0 ? _marks.Peek() : 0))
        {
            throw Empty();
        }

        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Empty();
        }

        var start = _marks.Pop();
        object?[] items = [.. _stack[start..]];
        _stack.RemoveRange(start, _stack.Count - start);
        return items;
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out var value) ? value
        : throw new SegBookException(string.Create(CultureInfo.InvariantCulture, $"the pickle recalls number {index}, which it never stored."));

    private static SegBookException Empty() => new("the pickle takes more from its stack than it put there.");
}
