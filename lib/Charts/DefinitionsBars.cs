using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>What the same predictions score by every definition of IoU that is in use.</summary>
public static class DefinitionsBars
{
    /// <summary>The definitions that are in use, of one or more models.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="axis">What the scores are of, with n.</param>
    /// <param name="models">The models with what each definition gives.</param>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static Figure Of(string title, string axis, params (string Name, IouDefinitions Definitions)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        return Of(title, axis, [.. models[0].Definitions.Rows.Select(row => row.Name)],
            [.. models.Select(model => (model.Name, (IReadOnlyList<double>)[.. model.Definitions.Rows.Select(row => row.Value)]))]);
    }

    /// <summary>A bar a definition with its number, a group of bars for several models.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="axis">What the scores are of, with n, such as "score of the same 20 test frames".</param>
    /// <param name="definitions">The definitions' names, from the top.</param>
    /// <param name="models">The models with a score a definition.</param>
    /// <exception cref="ArgumentException">A model has another number of scores, or there is none.</exception>
    public static Figure Of(string title, string axis, IReadOnlyList<string> definitions, params (string Name, IReadOnlyList<double> Scores)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        var data = new FigureData("definition", "model", "score");
        foreach (var (name, scores) in models)
        {
            if (scores.Count != definitions.Count)
            {
                throw new ArgumentException($"'{name}' has {scores.Count} scores for {definitions.Count} definitions.", nameof(models));
            }

            for (var i = 0; i < scores.Count; i++)
            {
                data.Add(definitions[i], name, scores[i]);
            }
        }

        return new Figure(title, data, () => Draw(axis, definitions, models), height: 26 + (definitions.Count * ((models.Length * 3.6) + 1.6)));
    }

    private static GenericChart Draw(string axis, IReadOnlyList<string> definitions, (string Name, IReadOnlyList<double> Scores)[] models)
    {
        var bars = models.Select((model, i) => Series.Bars(models.Length > 1 ? model.Name : "", definitions, [.. model.Scores.Select(Interval.None)], i,
            ("text", model.Scores.Select(score => double.IsNaN(score) ? "" : FormattableString.Invariant($"{score:0.000}")).ToArray()), ("textposition", "outside"), ("cliponaxis", false)));
        return new Panel([.. bars], Axis.Numbers(axis, ("range", new[] { 0, 1.08 })), Axis.Names(definitions, vertical: true)).ToChart().WithLayout(("bargap", 0.25));
    }
}
