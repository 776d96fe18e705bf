namespace SegBook.Charts;

/// <summary>Pictures put together: side by side, in grids, with captions.</summary>
public static partial class Pictures
{
    private const double CaptionSize = 9;
    private const int Gap = 6;
    private static readonly byte[] Ink = [34, 34, 34];

    /// <summary>Pictures in a row, scaled to the height of the first.</summary>
    public static Picture SideBySide(params Picture[] pictures) => Grid(pictures.Length, [.. pictures.Select(picture => ("", picture))]);

    /// <summary>Pictures in a row with captions above them, scaled to the height of the first.</summary>
    public static Picture SideBySide(params (string Caption, Picture Picture)[] pictures) => Grid(pictures.Length, pictures);

    /// <summary>Small pictures in a row, each <paramref name="width"/> pixels wide.</summary>
    public static Picture Strip(int width, params (string Caption, Picture Picture)[] pictures) =>
        Grid(pictures.Length, [.. pictures.Select(item => (item.Caption, Narrow(item.Picture, width)))]);

    /// <summary>Pictures in rows, with captions above them.</summary>
    /// <param name="columns">How many in a row.</param>
    /// <param name="pictures">The pictures row by row; all are scaled to the height of the first.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static Picture Grid(int columns, params (string Caption, Picture Picture)[] pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Length, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var height = pictures[0].Picture.Height;
        var cells = pictures.Select(item => (item.Caption, Picture: OfHeight(item.Picture, height))).ToArray();
        var captioned = cells.Any(cell => cell.Caption.Length > 0);
        var head = captioned ? StrokeFont.LineHeight(CaptionSize) + 2 : 0;
        columns = Math.Min(columns, cells.Length);
        var widths = Enumerable.Range(0, columns).Select(column => cells.Where((_, i) => i % columns == column).Max(cell => cell.Picture.Width)).ToArray();
        var rows = (cells.Length + columns - 1) / columns;
        var canvas = new Canvas(widths.Sum() + (Gap * (columns - 1)), (rows * (height + head)) + (Gap * (rows - 1)));
        for (var i = 0; i < cells.Length; i++)
        {
            var (left, top) = (widths.Take(i % columns).Sum() + (Gap * (i % columns)), i / columns * (height + head + Gap));
            canvas.Write(StrokeFont.Fit(cells[i].Caption, CaptionSize, cells[i].Picture.Width), left + 1, top + 2, CaptionSize, Ink);
            canvas.Place(cells[i].Picture, left, top + head);
        }

        return canvas.ToPicture();
    }

    /// <summary>Pictures under each other, centred.</summary>
    public static Picture Stack(params Picture[] pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Length, nameof(pictures));
        var width = pictures.Max(picture => picture.Width);
        var canvas = new Canvas(width, pictures.Sum(picture => picture.Height) + (Gap * (pictures.Length - 1)));
        var top = 0;
        foreach (var picture in pictures)
        {
            canvas.Place(picture, (width - picture.Width) / 2, top);
            top += picture.Height + Gap;
        }

        return canvas.ToPicture();
    }

    /// <summary>A picture that says something in words, with lines broken at <paramref name="width"/> pixels.</summary>
    public static Picture Note(string text, int width = 640)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            lines.Add("");
            foreach (var word in paragraph.Split(' '))
            {
                var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
                if (lines[^1].Length > 0 && StrokeFont.Width(longer, CaptionSize) > width - (2 * Gap))
                {
                    lines.Add(word);
                }
                else
                {
                    lines[^1] = longer;
                }
            }
        }

        var step = StrokeFont.LineHeight(CaptionSize);
        var canvas = new Canvas(width, (lines.Count * step) + (2 * Gap));
        for (var i = 0; i < lines.Count; i++)
        {
            canvas.Write(lines[i], Gap, Gap + (i * step), CaptionSize, Ink);
        }

        return canvas.ToPicture();
    }

    private static Picture OfHeight(Picture picture, int height) =>
        picture.Height == height ? picture : picture.Resize(Math.Max(1, (int)Math.Round((double)picture.Width * height / picture.Height)), height);

    private static Picture Narrow(Picture picture, int width) => picture.Resize(width, Math.Max(1, (int)Math.Round((double)picture.Height * width / picture.Width)));
}
