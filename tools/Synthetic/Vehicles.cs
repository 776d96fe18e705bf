using System.Numerics;

namespace SegBook.Cli.Synthetic;

/// <summary>Cars, pickups and buses: a box with a shape cut out of its end and its sides.</summary>
internal static class Vehicles
{
    private static readonly Vector3 Glass = new(40, 48, 58);
    private static readonly Vector3 Tyre = new(26, 26, 28);

    /// <summary>A car, a pickup or a bus, by its measures.</summary>
    /// <param name="kind">Its class.</param>
    /// <param name="colour">Of the paint.</param>
    /// <param name="width">In metres.</param>
    /// <param name="height">In metres.</param>
    /// <param name="length">In metres.</param>
    /// <param name="bonnet">Height of the body below the windows, as a share.</param>
    /// <param name="oncoming">Whether its front is seen.</param>
    public static Action<SceneView, float, float, float> Car(byte kind, Vector3 colour, float width, float height, float length, float bonnet, bool oncoming) => (view, x, z, _) =>
    {
        Shadow(view, x, z, width);
        var body = bonnet * height;
        var cabin = z + (bonnet < 0.5f ? 0 : length * (oncoming ? 0.27f : 0.05f));
        view.Across(z, x - (width / 2), x + (width / 2), 0, body, (sx, y) => End(kind, colour, (sx - x) / (width / 2), y / height, bonnet, oncoming));
        view.Across(cabin, x - (width / 2), x + (width / 2), body * 0.5f, height, (sx, y) =>
            y < body ? new Ink(kind, colour * 1.02f) : End(kind, colour, (sx - x) / (width / 2), y / height, bonnet, oncoming));
        var side = x > view.Camera.X ? x - (width / 2) : x + (width / 2);
        view.Along(side, z, z + length, 0, height, (sz, y) => Side(kind, colour, (sz - z) / length, y / height, bonnet, oncoming, length));
    };

    private static Ink? End(byte kind, Vector3 colour, float across, float up, float bonnet, bool oncoming)
    {
        var side = MathF.Abs(across);
        var round = MathF.Max(0, (side - 0.86f) / 0.14f);
        if (up < 0.14f)
        {
            return side is > 0.62f and < 0.92f ? new Ink(kind, Tyre) : up > 0.1f ? new Ink(kind, Tyre * 1.4f) : null;
        }

        if (up > bonnet)
        {
            var roof = (up - bonnet) / (1 - bonnet);
            var narrow = 1 - (0.05f * roof);
            if (side > narrow || (roof > 0.93f && side > narrow - 0.1f))
            {
                return null;
            }

            return new Ink(kind, roof > 0.86f || side > narrow - 0.09f ? colour * 0.92f : Vector3.Lerp(Glass, new Vector3(140, 158, 176), 0.55f * roof));
        }

        if (up > bonnet - 0.05f && round > 0.6f)
        {
            return null;
        }

        var lamp = up > bonnet - 0.22f && up < bonnet - 0.06f && side > 0.66f;
        var plate = side < 0.25f && up is > 0.24f and < 0.32f;
        var paint = lamp ? oncoming ? new Vector3(250, 246, 226) : new Vector3(196, 30, 26)
            : plate ? oncoming ? new Vector3(236, 236, 232) : new Vector3(232, 196, 60)
            : up < 0.24f ? colour * 0.5f
            : colour * (0.72f + (0.4f * up) - (0.12f * round));
        return new Ink(kind, paint);
    }

    private static Ink? Side(byte kind, Vector3 colour, float along, float up, float bonnet, bool oncoming, float length)
    {
        var front = oncoming ? along : 1 - along;   // 0 at the bonnet's end
        var wheel = MathF.Min(MathF.Abs(along - 0.19f), MathF.Abs(along - 0.81f)) * length;
        if (wheel < 0.33f && up < 0.34f)
        {
            return wheel < 0.17f && up is > 0.08f and < 0.26f ? new Ink(kind, new Vector3(150, 152, 156)) : new Ink(kind, Tyre);
        }

        if (up < 0.13f)
        {
            return null;
        }

        if (up > bonnet)
        {
            var roof = (up - bonnet) / (1 - bonnet);
            var (start, end) = bonnet is > 0.5f and < 0.6f ? (0.27f, 0.95f) : (0.01f, 0.99f);
            if (front < start || front > end)
            {
                return null;
            }

            var pillar = front < start + 0.03f || front > end - 0.03f || MathF.Abs(front - 0.58f) < 0.015f || roof > 0.85f;
            return new Ink(kind, pillar ? colour * 0.75f : Glass * (1.1f + (0.5f * roof)));
        }

        return new Ink(kind, colour * (0.55f + (0.35f * up) - (MathF.Abs(front - 0.5f) < 0.005f ? 0.1f : 0)));
    }

    // What darkens the road is road.
    private static void Shadow(SceneView view, float x, float z, float width) =>
        view.Across(z - 0.03f, x - (width * 0.52f), x + (width * 0.52f), 0, 0.11f, (sx, y) =>
            MathF.Abs(sx - x) < width * (0.52f - (y * 0.5f)) ? new Ink(Kind.Road, new Vector3(34, 34, 38)) : null);
}
