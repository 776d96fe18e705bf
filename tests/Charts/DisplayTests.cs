using SegBook.Charts;
using SegBook.Display;

namespace SegBook.Tests.Charts;

/// <summary>What a notebook shows of a value, by the formatters that its engine finds.</summary>
public sealed class DisplayTests
{
    private static readonly TextTable Data = new TextTable("Loss falls", "epoch", "loss").Add(1, 0.5);

    public static TheoryData<Exception> Failures => [new InvalidOperationException("no such thing"), new MissingMethodException("no such method"), new SegBookException("install a browser")];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Whatever_a_picture_throws_is_seen_in_every_form(Exception failure)
    {
        var value = new Broken(failure);

        var picture = Picture.FromPng(Convert.FromBase64String(Shown(value, "image/png")));

        var expected = Pictures.Note($"a broken value\nBroken could not be shown. {NamedFormatter.Reason(failure)}");
        Assert.Equal(expected.Rgb, picture.Rgb);
        Assert.Contains(failure.Message, Shown(value, "text/html"), StringComparison.Ordinal);
        Assert.Contains(failure.Message, Shown(value, "text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public void Figure_whose_chart_cannot_be_made_shows_why_and_as_text_its_numbers()
    {
        var figure = new Figure(Data, () => throw new MissingMethodException("no such method"));

        Assert.True(Picture.FromPng(Convert.FromBase64String(Shown(figure, "image/png"))).Rgb.ContainsAnyExcept((byte)255));
        Assert.Contains("MissingMethodException: no such method", Shown(figure, "text/html"), StringComparison.Ordinal);
        Assert.Contains("0.5", Shown(figure, "text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_is_the_first_cause_and_its_kind()
    {
        var wrapped = new TypeInitializationException("Globals", new AggregateException(new MissingMethodException("no such method")));

        Assert.Equal("MissingMethodException: no such method", NamedFormatter.Reason(wrapped));
        Assert.Equal("install a browser", NamedFormatter.Reason(new SegBookException("install a browser")));
    }

    // As an engine does it: the attribute by its name, then the source and its formatters.
    private static string Shown(object value, string mimeType)
    {
        var attribute = value.GetType().GetCustomAttributes(inherit: true).Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var writer = new StringWriter();
        Assert.True(formatters.Cast<NamedFormatter>().Single(formatter => formatter.MimeType == mimeType).Format(value, writer));
        return writer.ToString();
    }

    [TypeFormatterSource(typeof(PictureFormatters))]
    private sealed class Broken(Exception failure) : IShowsPicture
    {
        public override string ToString() => "a broken value";

        byte[] IShowsPicture.ToPng() => throw failure;

        string IShowsPicture.ToText() => throw failure;
    }
}
