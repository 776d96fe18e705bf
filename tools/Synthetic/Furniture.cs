using System.Numerics;

namespace SegBook.Cli.Synthetic;

/// <summary>What stands still: trees, posts, signs, lights, cones, bridges.</summary>
internal static class Furniture
{
    private static readonly Vector3 Steel = new(112, 116, 118);

    public static Action<SceneView, float, float, float> Tree(float height, Vector3 leaves, int salt) => (view, x, z, _) =>
    {
        var crown = height * 0.36f;
        view.Across(z, x - crown, x + crown, 0, height, (sx, y) =>
        {
            var (dx, dy) = ((sx - x) / crown, (y - (height * 0.66f)) / (height * 0.36f));
            var ragged = Noise.Rough(sx * 2.2f, y * 2.2f, salt);
            if ((dx * dx) + (dy * dy) < 0.62f + (0.6f * (ragged - 0.3f)))
            {
                var light = 0.66f + (0.34f * ragged) + (0.22f * dy) + (0.12f * dx) + (0.28f * (Noise.Smooth(sx * 9, y * 9, salt + 5) - 0.5f));
                return new Ink(Kind.Tree, leaves * light);
            }

            return y < height * 0.5f && MathF.Abs(sx - x) < 0.14f + (0.05f * (1 - (y / height))) ? new Ink(Kind.Tree, new Vector3(84, 66, 50) * (0.8f + (0.9f * (sx - x)))) : null;
        });
    };

    public static Action<SceneView, float, float, float> Hedge(float length) => (view, x, z, _) =>
    {
        view.Along(x, z, z + length, 0, 1.1f, (sz, y) => HedgeAt(sz, y));
        view.Across(z, MathF.Min(x, x + MathF.Sign(x)), MathF.Max(x, x + MathF.Sign(x)), 0, 1.1f, (sx, y) => HedgeAt(sx, y)?.Lit(0.8f));
    };

    public static Action<SceneView, float, float, float> Lamp() => (view, x, z, _) =>
    {
        var arm = -MathF.Sign(x) * 1.3f;
        view.Across(z, MathF.Min(x - 0.1f, x + arm), MathF.Max(x + 0.1f, x + arm), 0, 6.2f, (sx, y) =>
            MathF.Abs(sx - x) < (y < 1 ? 0.1f : 0.065f) ? Metal(sx - x)
            : y > 6.02f && y < 6.12f ? Metal(0)
            : y > 5.9f && MathF.Abs(sx - x - arm) < 0.45f ? new Ink(Kind.Pole, new Vector3(214, 212, 200)) : null);
    };

    public static Action<SceneView, float, float, float> TrafficLight(int phase) => (view, x, z, _) =>
    {
        view.Across(z, x - 0.06f, x + 0.06f, 0, 2.5f, (sx, _) => Metal(sx - x));
        view.Across(z, x - 0.19f, x + 0.19f, 2.4f, 3.4f, (sx, y) =>
        {
            var lamp = (int)((3.4f - y) / 0.334f);
            var on = MathF.Sqrt(((sx - x) * (sx - x)) + MathF.Pow(((3.4f - y) % 0.334f) - 0.167f, 2)) < 0.115f;
            Vector3[] colours = [new(238, 52, 40), new(244, 180, 48), new(60, 214, 116)];
            return new Ink(Kind.Light, !on ? new Vector3(30, 32, 32) : lamp == phase ? colours[phase] : colours[Math.Clamp(lamp, 0, 2)] * 0.25f);
        });
    };

    /// <summary>A round sign with a red rim, or a blue one.</summary>
    public static Action<SceneView, float, float, float> Sign(bool blue) => (view, x, z, _) =>
    {
        view.Across(z + 0.02f, x - 0.04f, x + 0.04f, 0, 2.2f, (sx, _) => Metal(sx - x));
        view.Across(z, x - 0.42f, x + 0.42f, 1.9f, 2.75f, (sx, y) =>
        {
            var radius = MathF.Sqrt(((sx - x) * (sx - x)) + ((y - 2.32f) * (y - 2.32f)));
            var arrow = blue && (MathF.Abs(sx - x) < 0.07f || (y > 2.34f && MathF.Abs(sx - x) < 2.6f - y));
            var digit = !blue && MathF.Abs(y - 2.32f) < 0.16f && MathF.Abs(MathF.Abs(sx - x) - 0.12f) < 0.05f;
            return radius > 0.41f ? null
                : new Ink(Kind.Sign, blue ? arrow ? new Vector3(240, 242, 246) : new Vector3(28, 84, 170) : radius > 0.31f ? new Vector3(204, 36, 36) : digit ? new Vector3(24, 24, 26) : new Vector3(240, 238, 232));
        });
    };

    public static Action<SceneView, float, float, float> Cone() => (view, x, z, _) =>
        view.Across(z, x - 0.22f, x + 0.22f, 0, 0.75f, (sx, y) =>
            y < 0.06f ? new Ink(Kind.Cone, new Vector3(40, 40, 42))
            : MathF.Abs(sx - x) < 0.17f * (1 - (y / 0.8f)) ? new Ink(Kind.Cone, y is > 0.28f and < 0.45f ? new Vector3(240, 238, 232) : new Vector3(232, 92, 32) * (0.95f + (1.2f * (sx - x)))) : null);

    /// <summary>A low concrete block along the kerb.</summary>
    public static Action<SceneView, float, float, float> Block() => (view, x, z, _) =>
    {
        view.Along(x > view.Camera.X ? x - 0.15f : x + 0.15f, z, z + 1.7f, 0, 0.32f, (sz, y) => new Ink(Kind.ParkingBlock, new Vector3(150, 146, 138) * (0.8f + (0.5f * y))));
        view.Across(z, x - 0.15f, x + 0.15f, 0, 0.32f, (sx, y) => new Ink(Kind.ParkingBlock, (y > 0.2f ? new Vector3(226, 196, 60) : new Vector3(168, 164, 156)) * (0.9f + (0.4f * (sx - x)))));
    };

    /// <summary>A stone arch over the whole road.</summary>
    public static Action<SceneView, float, float, float> Archway() => (view, _, z, _) =>
        view.Across(z, -Surfaces.Facade - 4, Surfaces.Facade + 4, 0, 10.5f, (x, y) =>
        {
            var opening = y < 4.6f ? MathF.Abs(x) < 7.2f : ((x * x) / (7.2f * 7.2f)) + ((y - 4.6f) * (y - 4.6f) / (3.4f * 3.4f)) < 1;
            var course = y * 2.2f % 1 < 0.08f || ((x * 1.1f) + ((int)(y * 2.2f) % 2 * 0.5f) + 40) % 1 < 0.04f;
            return opening ? null : new Ink(Kind.Archway, new Vector3(176, 162, 138) * (course ? 0.78f : 0.88f + (0.16f * Noise.Rough(x, y, 12))));
        });

    /// <summary>A railway bridge between two abutments, and a train that crosses it.</summary>
    public static Action<SceneView, float, float, float> RailwayBridge() => (view, _, z, time) =>
    {
        view.Across(z, -40, 40, 0, 7.3f, (x, y) =>
            y < 5.4f ? MathF.Abs(x) < 5 ? null : new Ink(Kind.Bridge, new Vector3(150, 142, 132) * (0.85f + (0.2f * Noise.Rough(x * 2, y * 2, 14))))
            : new Ink(Kind.Bridge, (y > 6.9f ? new Vector3(92, 104, 100) : new Vector3(118, 128, 122)) * ((x + 80) % 2.4f < 0.2f ? 0.8f : 1 - (0.1f * Noise.Smooth(x, y, 13)))));
        var head = (30 * time) - 16;
        view.Across(z + 1, head - 25, head, 7.3f, 10.6f, (x, y) =>
        {
            var window = y is > 8.7f and < 9.8f && (x + 400) % 2.2f > 0.5f;
            var stripe = y is > 8f and < 8.35f;
            return new Ink(Kind.Train, window ? new Vector3(44, 56, 72) : stripe ? new Vector3(236, 200, 60) : new Vector3(176, 44, 52) * (0.8f + (0.25f * ((y - 7.3f) / 3.3f))));
        });
    };

    /// <summary>Where the road ends: a wall with the mouth of a tunnel.</summary>
    public static Action<SceneView, float, float, float> TunnelMouth() => (view, _, z, _) =>
        view.Across(z, -30, 30, 0, 12, (x, y) =>
        {
            var mouth = y < 3 ? MathF.Abs(x) < 5.4f : ((x * x) / (5.4f * 5.4f)) + ((y - 3) * (y - 3) / 9) < 1;
            var lamp = MathF.Abs(y - 4.6f) < 0.12f && MathF.Abs(MathF.Abs(x) - 2.2f) < 0.5f;
            return !mouth ? Surfaces.Brickwork(x + 60, y) : new Ink(Kind.Tunnel, lamp ? new Vector3(250, 214, 130) : new Vector3(34, 33, 36) * (0.7f + (0.12f * y)));
        });

    /// <summary>A board with large letters.</summary>
    public static Action<SceneView, float, float, float> Board(Vector3 colour, int salt) => (view, x, z, _) =>
    {
        view.Across(z + 0.05f, x - 0.06f, x + 0.06f, 0, 2.4f, (sx, _) => Metal(sx - x));
        view.Across(z, x - 1.4f, x + 1.4f, 2.2f, 3.7f, (sx, y) =>
        {
            var line = (int)((y - 2.2f) / 0.5f);
            var written = (y - 2.2f) % 0.5f is > 0.14f and < 0.38f && MathF.Abs(sx - x) < 1.15f && Noise.At((int)((sx + 50) * 9), line, salt) > 0.4f;
            return new Ink(Kind.Text, written ? new Vector3(244, 240, 226) : colour);
        });
    };

    private static Ink Metal(float off) => new(Kind.Pole, Steel * (1 + (3 * off)));

    private static Ink? HedgeAt(float along, float y)
    {
        var ragged = Noise.Rough(along * 4, y * 4, 15);
        return y > 0.95f + (0.3f * (ragged - 0.5f)) ? null : new Ink(Kind.Vegetation, new Vector3(64, 96, 48) * (0.6f + (0.6f * ragged) + (0.2f * y)));
    }
}
