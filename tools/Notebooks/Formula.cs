using System.Net;
using System.Text;

namespace SegBook.Cli.Notebooks;

/// <summary>A formula of a notebook's prose as HTML that needs no script: names in italics, indices below, sums as signs. A small part of LaTeX; what it does not know it shows as written.</summary>
internal static class Formula
{
    private static readonly Dictionary<string, string> Signs = new()
    {
        [","] = "\u2009", [";"] = " ", [" "] = " ", ["sum"] = "\u2211", ["cdot"] = "\u00b7", ["times"] = "\u00d7", ["cap"] = "\u2229", ["cup"] = "\u222a", ["le"] = "\u2264", ["ge"] = "\u2265",
    };

    /// <summary>Names in italics and the rest upright, as in <c>y[p] = \sum_{k} w[k]</c>.</summary>
    public static string ToHtml(string latex)
    {
        var at = 0;
        return Sequence(latex.Trim(), ref at);
    }

    private static string Sequence(string latex, ref int at)
    {
        var html = new StringBuilder();
        while (at < latex.Length && latex[at] != '}')
        {
            html.Append(Atom(latex, ref at));
        }

        return html.ToString();
    }

    private static string Atom(string latex, ref int at)
    {
        var next = latex[at++];
        return next switch
        {
            '{' => Group(latex, ref at),
            '_' => $"<sub>{Argument(latex, ref at)}</sub>",
            '^' => $"<sup>{Argument(latex, ref at)}</sup>",
            '\\' => Command(latex, ref at),
            _ when char.IsAsciiLetter(next) => $"<i>{next}</i>",
            _ => WebUtility.HtmlEncode(next.ToString()),
        };
    }

    private static string Argument(string latex, ref int at) => at < latex.Length ? Atom(latex, ref at) : "";

    private static string Group(string latex, ref int at)
    {
        var html = Sequence(latex, ref at);
        at++;
        return html;
    }

    private static string Command(string latex, ref int at)
    {
        var start = at;
        while (at < latex.Length && char.IsAsciiLetter(latex[at]))
        {
            at++;
        }

        at = Math.Min(Math.Max(at, start + 1), latex.Length);
        var name = latex[start..at];
        return name is "mathrm" or "text" or "operatorname"
            ? Argument(latex, ref at).Replace("<i>", "", StringComparison.Ordinal).Replace("</i>", "", StringComparison.Ordinal)
            : Signs.GetValueOrDefault(name) ?? WebUtility.HtmlEncode($"\\{name}");
    }
}
