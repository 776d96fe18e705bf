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
    private const float Begin = -20;
    private const float End = 420;
    private readonly List<Segment> _left;
    private readonly List<Segment> _right;

    public Scene(int seed)
    {
        var random = new RandomStream(seed, 0x57EE7);
        _left = Build(ref random);
        _right = Build(ref random);
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

    public bool IsCrossing(float z) => z % 90 is > 27 and < 30;

    public bool HasShoulder(float z) => z % 60 < 26;

    /// <summary>Houses on the left keep the sun off that side.</summary>
    public bool IsShaded(float x, float z) => x < -5.2f && SegmentAt(x, z) is { Style: FacadeStyle.House } house && x < -Surfaces.Facade + (0.36f * house.Height);

    private static List<Segment> Build(ref RandomStream random)
    {
        Vector3[] walls = [new(186, 164, 136), new(164, 112, 88), new(206, 196, 178), new(150, 138, 128), new(190, 144, 110), new(172, 176, 178), new(204, 182, 148), new(134, 96, 82)];
        Vector3[] signs = [new(28, 74, 60), new(120, 30, 36), new(34, 48, 104), new(46, 44, 48), new(150, 96, 28)];
        var segments = new List<Segment>();
        for (var z = Begin; z < End;)
        {
            var style = random.Next() switch { < 0.68 => FacadeStyle.House, < 0.86 => FacadeStyle.Park, _ => FacadeStyle.Wall };
            var length = (float)(style == FacadeStyle.House ? random.Between(9, 20) : random.Between(8, 16));
            var height = style switch { FacadeStyle.House => (float)random.Between(6.6, 13), FacadeStyle.Park => 1.25f, _ => 2.1f };
            segments.Add(new Segment(z, z + length, style, height, walls[random.Below(walls.Length)], signs[random.Below(signs.Length)], random.Chance(0.55), random.Chance(0.5), random.Below(1000)));
            z += length;
        }

        return segments;
    }
}
