using SegBook.Display;

namespace SegBook.Charts;

/// <summary>Several figures shown together as one picture, drawn in one start of the browser.</summary>
[FigureDisplay.TypeFormatterSource]
public sealed class Gallery : IShowsPicture
{
    /// <param name="figures">The figures, from the top.</param>
    /// <exception cref="ArgumentException">There is no figure.</exception>
    public Gallery(params Figure[] figures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(figures.Length, nameof(figures));
        Figures = figures;
    }

    /// <summary>The figures, from the top.</summary>
    public IReadOnlyList<Figure> Figures { get; }

    /// <summary>The figures under each other, at twice their size.</summary>
    /// <exception cref="SegBookException">There is no browser to draw them with.</exception>
    public Picture ToPicture()
    {
        Figure.Render([.. Figures]);
        return Pictures.Stack([.. Figures.Select(figure => Picture.FromPng(figure.ToPng()))]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Figures);

    byte[] IShowsPicture.ToPng() => Picture.FitForReference(ToPicture().ToPng(), limit: 20_000);

    string IShowsPicture.ToHtml() => string.Concat(Figures.Select(FigureHtml.Fallback));

    string IShowsPicture.ToText() => string.Join(Environment.NewLine + Environment.NewLine, Figures.Select(figure => ((IShowsPicture)figure).ToText()));
}
