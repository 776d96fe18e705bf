using System.Globalization;
using System.Text.Json;

namespace SegBook.Training;

/// <summary>How values are drawn from a range.</summary>
public enum RangeKind
{
    /// <summary>Every factor is as likely as every other: for learning rates and decays.</summary>
    LogUniform,

    /// <summary>Every value is as likely as every other.</summary>
    Uniform,

    /// <summary>Whole numbers, both ends included.</summary>
    Integer,

    /// <summary>One of a list.</summary>
    Choice,
}

/// <summary>A setting and the values that a search tries for it.</summary>
public sealed record SearchRange
{
    /// <summary>The setting's dotted name, such as <c>optimizer.learningRate</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>How values are drawn.</summary>
    public RangeKind Kind { get; init; }

    /// <summary>The lowest value.</summary>
    public double Low { get; init; }

    /// <summary>The highest value.</summary>
    public double High { get; init; }

    /// <summary>The list, for <see cref="RangeKind.Choice"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>From low to high, evenly in the logarithm; both above 0.</summary>
    public static SearchRange LogUniform(string setting, double low, double high) => new() { Setting = setting, Kind = RangeKind.LogUniform, Low = low, High = high };

    /// <summary>From low to high, evenly.</summary>
    public static SearchRange Uniform(string setting, double low, double high) => new() { Setting = setting, Kind = RangeKind.Uniform, Low = low, High = high };

    /// <summary>Whole numbers from low to high.</summary>
    public static SearchRange Integer(string setting, int low, int high) => new() { Setting = setting, Kind = RangeKind.Integer, Low = low, High = high };

    /// <summary>One of these, as in JSON; text needs no quotes.</summary>
    public static SearchRange Choice(string setting, params string[] values) => new() { Setting = setting, Kind = RangeKind.Choice, Values = values };

    /// <summary>The value at a place of the range.</summary>
    /// <param name="place">0 to below 1.</param>
    /// <returns>The value as in JSON.</returns>
    public string At(double place) => Kind switch
    {
        RangeKind.LogUniform => Number(Low * Math.Pow(High / Low, place)),
        RangeKind.Uniform => Number(Low + ((High - Low) * place)),
        RangeKind.Integer => Math.Floor(Low + ((High - Low + 1) * place)).ToString(CultureInfo.InvariantCulture),
        _ => Values[(int)(place * Values.Count)],
    };

    /// <summary>Checks the range, and that its ends suit the setting.</summary>
    /// <exception cref="SegBookException">They do not.</exception>
    internal void Check(Experiment experiment)
    {
        var good = Kind switch
        {
            RangeKind.LogUniform => Low > 0 && High >= Low && double.IsFinite(High),
            RangeKind.Choice => Values.Count > 0,
            _ => High >= Low && double.IsFinite(High - Low),
        };
        if (!good)
        {
            throw new SegBookException(string.Create(CultureInfo.InvariantCulture, $"The range of '{Setting}' is {Kind} from {Low} to {High} with {Values.Count} values. A range needs low at most high (above 0 for LogUniform), a choice at least one value."));
        }

        foreach (var value in Kind == RangeKind.Choice ? Values : [At(0), At(1 - 1e-9)])
        {
            experiment.With(Setting, value).Validate();
        }
    }

    // Five digits are plenty for a trial, and the record stays readable.
    private static string Number(double value) => JsonSerializer.Serialize(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
