using System.Numerics;
using SegBook.Data;

namespace SegBook.Cli.Synthetic;

/// <summary>What stands beside the road.</summary>
internal enum FacadeStyle
{
    House,
    Park,
    Wall,
}

/// <summary>A stretch of one side of the road.</summary>
internal sealed record Segment(float From, float To, FacadeStyle Style, float Height, Vector3 Colour, Vector3 SignColour, bool Shop, bool Brick, int Salt);

/// <summary>A road made from a seed: what stands along it, and what moves on it.</summary>
internal sealed class Scene
{
    /// <summary>The road goes into a tunnel there, the railway crosses it here: both hide what is behind them.</summary>
    public const float Tunnel = 84, Railway = 50;

    private const float Begin = -20;
    private readonly List<Segment> _left;
    private readonly List<Segment> _right;

    public Scene(int seed)
    {
        var random = new RandomStream(seed, 0x57EE7);
        _left = Build(ref random, [FacadeStyle.House, FacadeStyle.House, FacadeStyle.House, FacadeStyle.Wall, FacadeStyle.House]);
        _right = Build(ref random, [FacadeStyle.House, FacadeStyle.House, FacadeStyle.House, FacadeStyle.Park, FacadeStyle.House, FacadeStyle.Park]);
        Things = SceneThings.Place(this, random);
    }

    /// <summary>Everything that is not ground or facade, in no order.</summary>
    public IReadOnlyList<Thing> Things { get; }

    public IEnumerable<Segment> Segments(bool right) => right ? _right : _left;

    public Segment SegmentAt(float x, float z)
    {
        var side = x < 0 ? _left : _right;
        return side.Find(segment => z < segment.To) ?? side[^1];
    }

    public bool IsCrossing(float z) => z is > 21 and < 24;

    public bool HasShoulder(float z) => z % 60 < 26;

    /// <summary>Houses on the left keep the sun off that side.</summary>
    public bool IsShaded(float x, float z) => x < -5.2f && SegmentAt(x, z) is { Style: FacadeStyle.House } house && x < -Surfaces.Facade + (0.36f * house.Height);

    // The row of styles again and again, up to the tunnel; the first houses have shops.
    private static List<Segment> Build(ref RandomStream random, FacadeStyle[] styles)
    {
        Vector3[] walls = [new(186, 164, 136), new(164, 112, 88), new(206, 196, 178), new(150, 138, 128), new(190, 144, 110), new(172, 176, 178), new(204, 182, 148), new(134, 96, 82)];
        Vector3[] signs = [new(28, 74, 60), new(120, 30, 36), new(34, 48, 104), new(46, 44, 48), new(150, 96, 28)];
        var segments = new List<Segment>();
        for (var z = Begin; z < Tunnel;)
        {
            var style = styles[segments.Count % styles.Length];
            var to = z + (float)random.Between(12, 16);
            var height = style switch { FacadeStyle.House => (float)random.Between(6.6, 13), FacadeStyle.Park => 1.25f, _ => 2.1f };
            segments.Add(new Segment(z, to, style, height, walls[random.Below(walls.Length)], signs[random.Below(signs.Length)], z < 2, random.Chance(0.5), random.Below(1000)));
            z = to;
        }

        return segments;
    }
}
