using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegBook.Models;

/// <summary>A few whole numbers, such as <c>[256, 128, 64]</c>. Two lists with the same numbers are equal, so that records that hold them compare by value.</summary>
[CollectionBuilder(typeof(IntList), nameof(Create))]
[JsonConverter(typeof(IntListConverter))]
public sealed class IntList : IReadOnlyList<int>, IEquatable<IntList>
{
    private readonly int[] _numbers;

    private IntList(int[] numbers) => _numbers = numbers;

    /// <inheritdoc/>
    public int Count => _numbers.Length;

    /// <inheritdoc/>
    public int this[int index] => _numbers[index];

    /// <summary>A list of these numbers.</summary>
    public static IntList Create(ReadOnlySpan<int> numbers) => new(numbers.ToArray());

    /// <inheritdoc/>
    public bool Equals(IntList? other) => other is not null && _numbers.AsSpan().SequenceEqual(other._numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var number in _numbers)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _numbers.GetEnumerator();

    /// <summary>The numbers as written: <c>[256, 128, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _numbers)}]";
}

/// <summary>An <see cref="IntList"/> is a plain array in JSON.</summary>
internal sealed class IntListConverter : JsonConverter<IntList>
{
    public override IntList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<int[]>(ref reader, options) is { } numbers ? IntList.Create(numbers) : null;

    public override void Write(Utf8JsonWriter writer, IntList value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options);
}
