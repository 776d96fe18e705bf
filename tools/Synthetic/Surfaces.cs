using System.Numerics;

namespace SegBook.Cli.Synthetic;

/// <summary>Sky, ground and facades.</summary>
internal static class Surfaces
{
    /// <summary>Half the width of the road.</summary>
    public const float Kerb = 4f;

    /// <summary>Where the facades stand.</summary>
    public const float Facade = 8.5f;

    public static readonly Vector3 Haze = new(201, 208, 214);
    private static readonly Vector3 Zenith = new(98, 146, 206);
    private static readonly Vector3 Asphalt = new(92, 93, 98);
    private static readonly Vector3 Paving = new(158, 150, 141);
    private static readonly Vector3 Grass = new(88, 118, 58);
    private static readonly Vector3 Gravel = new(140, 126, 108);
    private static readonly Vector3 White = new(228, 228, 222);
    private static readonly Vector3 Yellow = new(212, 178, 74);

    public static Ink Sky(float right, float up)
    {
        var blue = Vector3.Lerp(Haze, Zenith, MathF.Min(1, up * 2.1f));
        var cloud = Math.Clamp((Noise.Rough((right * 5) + 3, (up * 13) + 1, 5) - 0.5f) * 3.2f, 0, 1);
        return new Ink(Kind.Sky, Vector3.Lerp(blue, new Vector3(244, 244, 246), cloud * 0.85f));
    }

    /// <param name="scene">What stands where.</param>
    /// <param name="x">To the right of the middle of the road.</param>
    /// <param name="z">Along the road.</param>
    /// <param name="depth">From the camera: detail fades with it.</param>
    public static Ink Ground(Scene scene, float x, float z, float depth)
    {
        var detail = 1 / (1 + (depth * 0.08f));
        var side = MathF.Abs(x);
        var ground = side < Kerb ? RoadAt(scene, x, z, detail)
            : side < Kerb + 0.18f ? new Ink(Kind.Sidewalk, new Vector3(182, 178, 170))
            : x > 0 && side < Kerb + 1.1f && scene.HasShoulder(z) ? new Ink(Kind.Shoulder, Gravel * (0.8f + (0.4f * Noise.Rough(x * 5, z * 5, 3) * detail)))
            : side < 7 || scene.SegmentAt(x, z).Style == FacadeStyle.House ? PavingAt(x, z, detail)
            : new Ink(Kind.Vegetation, Grass * (0.72f + (0.5f * Noise.Rough(x * 2, z * 2, 4))));
        return scene.IsShaded(x, z) ? ground.Lit(0.58f) : ground;
    }

    /// <summary>The front of a house along the road: floors of windows, a shop below, a cornice above.</summary>
    public static Ink House(Segment house, float z, float y)
    {
        var across = z - house.From;
        var wall = house.Colour * (0.88f + (0.14f * Noise.Rough(z * 1.5f, y * 1.5f, house.Salt)));
        if (y > house.Height - 0.35f)
        {
            return new Ink(Kind.Building, house.Colour * 0.72f);
        }

        if (house.Shop && y is > 2.7f and < 3.4f)
        {
            return ShopSign(house, across, y);
        }

        var storey = y < 3.6f ? y / 3.6f : (y - 3.6f) / 2.9f % 1;
        var bay = across / 2.6f % 1;
        var tall = y < 3.6f && house.Shop;
        var (edge, low, high) = tall ? (0.06f, 0.1f, 0.72f) : (0.26f, 0.3f, 0.82f);
        if (bay > edge && bay < 1 - edge && storey > low && storey < high)
        {
            var frame = bay < edge + 0.05f || bay > 0.95f - edge || storey < low + 0.04f || storey > high - 0.04f || MathF.Abs(bay - 0.5f) < 0.02f;
            var lit = Noise.At((int)(across / 2.6f), (int)(y / 2.9f), house.Salt + 9);
            var glass = Vector3.Lerp(new Vector3(48, 58, 72), new Vector3(150, 176, 200), (0.25f * storey) + (0.45f * lit));
            return new Ink(Kind.Building, frame ? new Vector3(224, 220, 212) : glass);
        }

        var brick = house.Brick && (y * 6 % 1 < 0.14f || ((across * 3) + ((int)(y * 6) % 2 * 0.5f)) % 1 < 0.07f);
        return new Ink(Kind.Building, brick ? wall * 0.84f : wall);
    }

    /// <summary>The end of a house that faces the camera.</summary>
    public static Ink Gable(Segment house, float x, float y) =>
        new(Kind.Building, house.Colour * (0.62f + (0.1f * Noise.Rough(x * 1.3f, y * 1.3f, house.Salt + 1))));

    public static Ink? Railing(float z, float y) =>
        y > 1.12f || y is > 0.12f and < 0.22f || z * 5 % 1 < 0.3f ? new Ink(Kind.Fence, new Vector3(58, 64, 66) * (0.9f + (0.2f * Noise.At((int)(z * 5), 0)))) : null;

    public static Ink Brickwork(float z, float y)
    {
        var row = (int)MathF.Floor(y * 7);
        var joint = y * 7 % 1 < 0.15f || ((z * 3) + (row % 2 * 0.5f)) % 1 < 0.06f;
        var tone = 0.8f + (0.3f * Noise.At((int)((z * 3) + (row % 2 * 0.5f)), row, 8));
        return new Ink(Kind.Wall, joint ? new Vector3(168, 158, 148) : new Vector3(148, 92, 72) * tone);
    }

    private static Ink ShopSign(Segment house, float across, float y)
    {
        var letter = (int)(across * 2.4f);
        var inside = across * 2.4f % 1 is > 0.2f and < 0.8f && y is > 2.85f and < 3.25f;
        var stroke = Noise.At(letter + (int)(across * 12), (int)(y * 9), house.Salt) > 0.35f;
        var written = Noise.At(letter, 1, house.Salt) > 0.25f;
        return new Ink(Kind.Text, inside && stroke && written ? new Vector3(240, 236, 220) : house.SignColour);
    }

    private static Ink RoadAt(Scene scene, float x, float z, float detail)
    {
        var wear = Noise.Rough(x * 3, z * 3, 1);
        var tone = 0.9f + (0.22f * (wear - 0.5f)) + (0.14f * (Noise.At((int)(x * 40), (int)(z * 40), 2) - 0.5f) * detail);
        var tracks = 1 - (0.07f * MathF.Exp(-MathF.Pow((MathF.Abs(MathF.Abs(x) - 2) - 0.75f) * 4, 2)));
        var asphalt = new Ink(Kind.Road, Asphalt * tone * tracks);
        var side = MathF.Abs(x);
        var crossing = scene.IsCrossing(z);
        if (crossing && side < 3.7f && (x + 20) % 1.2f < 0.6f)
        {
            return new Ink(Kind.NoLane, White * (0.85f + (0.15f * wear)));
        }

        if (!crossing && side < 0.075f && z % 6 < 3)
        {
            return new Ink(Kind.Lane, White * (0.85f + (0.2f * wear)));
        }

        return !crossing && side is > 3.56f and < 3.64f or > 3.74f and < 3.82f ? new Ink(Kind.NoLane, Yellow * (0.85f + (0.2f * wear))) : asphalt;
    }

    private static Ink PavingAt(float x, float z, float detail)
    {
        var joint = (x + 50) % 0.6f < 0.03f || z % 0.9f < 0.04f;
        var tone = 0.9f + (0.16f * Noise.At((int)MathF.Floor((x + 50) / 0.6f), (int)(z / 0.9f), 6)) + (0.1f * (Noise.Rough(x * 4, z * 4, 7) - 0.5f));
        return new Ink(Kind.Sidewalk, Paving * (joint ? tone * (1 - (0.2f * detail)) : tone));
    }
}
