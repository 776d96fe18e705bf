using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace TorchSharp;

/// <summary>Writes the values of one tensor in TorchSharp's Julia, NumPy and C# styles.</summary>
internal sealed class TensorText
{
    private const string Ellipsis = "...";
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly Func<long, string> _value;
    private readonly string _newLine;

    private TensorText(torch.Tensor tensor, string format, CultureInfo culture, string newLine)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _newLine = newLine;
        _value = Values(tensor, format, culture);
    }

    internal static string Of(
        torch.Tensor tensor, TensorStringStyle style, string format, int width, CultureInfo culture, string newLine)
    {
        if (style == TensorStringStyle.Metadata || tensor.is_meta) return tensor.ToString();
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        var text = new TensorText(tensor, format, culture ?? CultureInfo.CurrentCulture, newLine);
        return style switch
        {
            TensorStringStyle.Julia => text.Julia(width),
            TensorStringStyle.Numpy => text._shape.Length == 0 ? text._value(0) : text.Nested(0, 0, NumpyForm),
            TensorStringStyle.CSharp => text.CSharp(),
            _ => throw new System.ComponentModel.InvalidEnumArgumentException($"Unsupported tensor string style: {style}"),
        };
    }

    /// <summary>How an element reads, by its number in row-major order.</summary>
    private static Func<long, string> Values(torch.Tensor tensor, string format, CultureInfo culture)
    {
        switch (tensor.dtype)
        {
            case torch.ScalarType.Bool:
                var flags = tensor.data<bool>();
                return k => flags.At(k).ToString(culture);
            case torch.ScalarType.Float64:
                var doubles = tensor.data<double>();
                return k => doubles.At(k).ToString(format, culture);
            case var dtype when torch.is_floating_point(dtype):
                var floats = tensor.to_type(torch.ScalarType.Float32).data<float>();
                return k => floats.At(k).ToString(format, culture);
            default:
                var longs = tensor.to_type(torch.ScalarType.Int64).data<long>();
                return k => longs.At(k).ToString(CultureInfo.InvariantCulture);
        }
    }

    private readonly record struct Form(char Open, char Close, string Suffix, Func<int, string, string> Separator);

    /// <summary>NumPy's brackets: as many line ends between two blocks as the blocks have dimensions.</summary>
    private static readonly Form NumpyForm =
        new('[', ']', "", (dimensions, newLine) => string.Concat(Enumerable.Repeat(newLine, dimensions - 1)));

    private string CSharp()
    {
        var head = _tensor + ", value = ";
        if (_shape.Length == 0) return head + _value(0);
        var (name, suffix) = _tensor.dtype switch
        {
            torch.ScalarType.Bool => ("bool", ""),
            torch.ScalarType.Byte => ("byte", ""),
            torch.ScalarType.Int8 => ("sbyte", ""),
            torch.ScalarType.Int16 => ("short", ""),
            torch.ScalarType.Int32 => ("int", ""),
            torch.ScalarType.Int64 => ("long", "L"),
            torch.ScalarType.Float32 => ("float", "f"),
            torch.ScalarType.Float16 => ("float16", "f"),
            torch.ScalarType.BFloat16 => ("bfloat16", "f"),
            _ => ("double", ""),
        };
        var flat = _shape.Length == 1;
        var body = Nested(0, 0, new Form('{', '}', suffix, (_, newLine) => "," + newLine))[1..^1];
        var line = flat ? "" : _newLine;
        return $"{head}{line}{name} [{new string(',', _shape.Length - 1)}] {{{line}{(flat ? "" : " ")}{body}{line}}}";
    }

    private string Nested(int dim, long first, Form form)
    {
        var builder = new StringBuilder().Append(form.Open);
        var count = _shape[dim];
        var left = _shape.Length - dim;
        var most = left == 1 ? torch.MaxColumns : torch.MaxRows;
        var tail = most / 2;
        var step = _shape[(dim + 1)..].Aggregate(1L, (all, size) => all * size);
        var separator = left == 1 ? ", " : form.Separator(left, _newLine);
        for (long k = 0; k < count; k++)
        {
            if (count > most && k == most - tail)
            {
                builder.Append(left == 1 ? Ellipsis + " " : new string(' ', dim) + " " + Ellipsis + _newLine);
                k = count - tail;
            }

            if (left > 1 && k > 0) builder.Append(' ', dim + 1);
            builder.Append(left == 1 ? _value(first + k) + form.Suffix : Nested(dim + 1, first + (k * step), form));
            if (k < count - 1) builder.Append(separator);
        }

        return builder.Append(form.Close).ToString();
    }

    private string Julia(int width)
    {
        var builder = new StringBuilder(_tensor.ToString());
        if (_shape.Length == 0) return builder.Append(", value = ").Append(_value(0)).ToString();
        builder.Append(_newLine);
        if (_shape.Length == 1)
        {
            Table(builder, 0, 1, _shape[0], width);
            return builder.ToString();
        }

        var size = _shape[^2] * _shape[^1];
        var blocks = _shape[..^2].Aggregate(1L, (all, count) => all * count);
        for (long block = 0; block < blocks; block++)
        {
            if (_shape.Length > 2) builder.Append(block == 0 ? "" : _newLine).Append(Position(block)).Append(" =").Append(_newLine);
            Table(builder, block * size, _shape[^2], _shape[^1], width);
        }

        return builder.ToString();
    }

    /// <summary>The place of a matrix among the leading dimensions: [0,1,..,..].</summary>
    private string Position(long block)
    {
        var at = new Stack<string>(["..", ".."]);
        for (var dim = _shape.Length - 3; dim >= 0; dim--)
        {
            at.Push((block % _shape[dim]).ToString(CultureInfo.InvariantCulture));
            block /= _shape[dim];
        }

        return $"[{string.Join(",", at)}]";
    }

    /// <summary>Rows of right-aligned columns, as many as fit into the width in every row.</summary>
    private void Table(StringBuilder builder, long first, long rows, long columns, int width)
    {
        var texts = new List<List<string>>();
        for (long row = 0; row < rows; row++) texts.Add(Fitting(first + (row * columns), columns, width));
        var shown = texts.Count == 0 ? 0 : texts.Min(row => row.Count);
        foreach (var row in texts)
        {
            for (var column = 0; column < shown; column++)
                builder.Append(' ').Append(row[column].PadLeft(texts.Max(other => other[column].Length)));
            if (shown < columns) builder.Append(' ').Append(Ellipsis);
            builder.Append(_newLine);
        }
    }

    private List<string> Fitting(long first, long count, int width)
    {
        var row = new List<string>();
        for (long k = 0; k < count; k++)
        {
            var text = _value(first + k);
            if (width - text.Length - Ellipsis.Length - 1 < 0) break;
            row.Add(text);
            width -= text.Length + 1;
        }

        return row;
    }
}
