using System.Numerics;

namespace SegBook.Cli.Synthetic;

/// <summary>People and animals, as flat figures that face the camera.</summary>
internal static class Figures
{
    private static readonly Vector3 Skin = new(206, 160, 130);
    private static readonly Vector3 Hair = new(58, 42, 32);

    /// <summary>Someone on foot; small ones are children.</summary>
    public static Action<SceneView, float, float, float> Walker(byte kind, float height, Vector3 coat, Vector3 trousers) => (view, x, z, time) =>
        view.Across(z, x - (0.3f * height), x + (0.3f * height), 0, height, (sx, y) => Person(kind, (sx - x) / height, y / height, coat, trousers, MathF.Sin(time * 7)));

    /// <summary>Someone with a pram in front.</summary>
    public static Action<SceneView, float, float, float> WithPram(Vector3 coat) => (view, x, z, time) =>
    {
        Walker(Kind.Pedestrian, 1.7f, coat, new Vector3(46, 48, 60))(view, x, z, time);
        view.Across(z - 0.05f, x + 0.1f, x + 1.1f, 0, 1.05f, (sx, y) => Pram(sx - x - 0.62f, y));
    };

    /// <summary>Someone on a bicycle or a motorcycle, seen from behind.</summary>
    public static Action<SceneView, float, float, float> Rider(byte kind, Vector3 coat, bool motor) => (view, x, z, _) =>
        view.Across(z, x - 0.45f, x + 0.45f, 0, 1.75f, (sx, y) => RiderAt(kind, sx - x, y, coat, motor));

    /// <summary>A dog from the side.</summary>
    public static Action<SceneView, float, float, float> Dog(Vector3 coat) => (view, x, z, time) =>
        view.Across(z, x - 0.5f, x + 0.5f, 0, 0.62f, (sx, y) => DogAt(sx - x, y, coat, 0.05f * MathF.Sin(time * 9)));

    private static Ink? Person(byte kind, float x, float y, Vector3 coat, Vector3 trousers, float stride)
    {
        if (y > 0.86f)
        {
            var head = (x * x) + ((y - 0.93f) * (y - 0.93f));
            return head < 0.0042f ? new Ink(kind, y > 0.945f ? Hair : Skin) : null;
        }

        if (y > 0.48f)
        {
            var half = 0.125f - (0.05f * MathF.Max(0, (y - 0.78f) / 0.08f)) - (0.02f * MathF.Max(0, (0.62f - y) / 0.14f));
            var arm = MathF.Abs(MathF.Abs(x) - half) < 0.02f;
            return MathF.Abs(x) < half + 0.015f ? new Ink(kind, coat * (arm ? 0.72f : 0.95f + (0.5f * x))) : null;
        }

        var spread = 0.045f + (0.05f * MathF.Abs(stride) * (0.48f - y) / 0.48f);
        var leg = MathF.Min(MathF.Abs(x - spread), MathF.Abs(x + spread));
        return leg < 0.045f ? new Ink(kind, y < 0.05f ? new Vector3(32, 28, 28) : trousers) : null;
    }

    private static Ink? Pram(float x, float y)
    {
        var wheel = MathF.Min(Distance(x + 0.22f, y - 0.14f), Distance(x - 0.22f, y - 0.14f));
        if (wheel is < 0.14f and > 0.06f)
        {
            return new Ink(Kind.Pram, new Vector3(40, 40, 44));
        }

        var basket = y is > 0.35f and < 0.72f && MathF.Abs(x) < 0.36f - (0.1f * (0.72f - y));
        var hood = Distance(x - 0.14f, y - 0.7f) < 0.28f && y > 0.68f;
        return basket || hood ? new Ink(Kind.Pram, hood ? new Vector3(54, 66, 122) : new Vector3(74, 88, 150)) : null;
    }

    private static Ink? RiderAt(byte kind, float x, float y, Vector3 coat, bool motor)
    {
        var wheel = motor ? 0.09f : 0.035f;
        if (y < 0.66f && MathF.Abs(x) < wheel)
        {
            return new Ink(kind, new Vector3(30, 30, 32));
        }

        if (motor && y is > 0.34f and < 0.85f && MathF.Abs(x) < 0.2f)
        {
            return new Ink(kind, y is > 0.6f and < 0.7f && MathF.Abs(x) < 0.1f ? new Vector3(200, 36, 30) : new Vector3(70, 74, 84));
        }

        if (y is > 0.22f and < 0.95f && MathF.Abs(MathF.Abs(x) - 0.12f - (0.04f * (y - 0.5f))) < 0.055f)
        {
            return new Ink(kind, new Vector3(50, 54, 74));
        }

        if (y is > 0.86f and < 1.5f && MathF.Abs(x) < 0.15f + (0.22f * (y - 0.86f)) - (y > 1.42f ? 1.2f * (y - 1.42f) : 0))
        {
            return new Ink(kind, coat * (0.9f + (0.8f * x)));
        }

        return Distance(x, y - 1.61f) < 0.12f ? new Ink(kind, motor || y > 1.64f ? new Vector3(212, 212, 216) : Skin) : null;
    }

    private static Ink? DogAt(float x, float y, Vector3 coat, float step)
    {
        var body = MathF.Abs(x) < 0.3f && y is > 0.26f and < 0.46f;
        var head = Distance(x - 0.36f, y - 0.5f) < 0.1f || (x is > 0.36f and < 0.5f && y is > 0.44f and < 0.52f);
        var tail = x is < -0.28f and > -0.42f && MathF.Abs(y - 0.46f - ((-0.28f - x) * 0.8f)) < 0.03f;
        var leg = y < 0.28f && MathF.Min(MathF.Abs(MathF.Abs(x) - 0.24f - step), MathF.Abs(MathF.Abs(x) - 0.17f + step)) < 0.03f;
        return body || head || tail || leg ? new Ink(Kind.Animal, coat * (0.75f + (0.6f * y))) : null;
    }

    private static float Distance(float x, float y) => MathF.Sqrt((x * x) + (y * y));
}
