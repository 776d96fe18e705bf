using System.Numerics;

namespace SegBook.Cli.Synthetic;

/// <summary>The picture of a road from a moving camera: colours, labels, and how far away each point is.</summary>
/// <remarks>X is to the right of the middle of the road, Y up, Z along the road, in metres. Each pixel is drawn as 2 x 2 points, of which the label takes one.</remarks>
internal sealed class SceneView
{
    private const int Fine = 2;
    private const float Near = 0.6f;
    private readonly Vector3[] _colours;
    private readonly byte[] _classes;
    private readonly float[] _depths;
    private readonly int _height;
    private readonly int _width;
    private readonly float _focal;
    private readonly float _middle;
    private readonly float _horizon;

    public SceneView(int height, int width, Camera camera)
    {
        (_height, _width, Camera) = (height * Fine, width * Fine, camera);
        _colours = new Vector3[_height * _width];
        _classes = new byte[_height * _width];
        _depths = new float[_height * _width];
        Array.Fill(_depths, float.MaxValue);
        _focal = 0.92f * _width;
        _middle = (_width * 0.5f) + (camera.Yaw * _focal);
        _horizon = (_height * 0.46f) + (camera.Pitch * _focal);
    }

    public Camera Camera { get; }

    /// <summary>Fills what is endlessly far.</summary>
    /// <param name="ink">From the direction: to the right and up, 0 at the horizon.</param>
    public void Backdrop(Func<float, float, Ink> ink)
    {
        for (var v = 0; v < Math.Min(_height, (int)_horizon + 1); v++)
        {
            for (var u = 0; u < _width; u++)
            {
                var drawn = ink((u - _middle) / _focal, (_horizon - v) / _focal);
                (_colours[(v * _width) + u], _classes[(v * _width) + u]) = (drawn.Colour, drawn.Class);
            }
        }
    }

    /// <summary>Draws everything at height 0.</summary>
    /// <param name="ink">From X, Z and the distance.</param>
    public void Ground(Func<float, float, float, Ink> ink)
    {
        for (var v = Math.Max(0, (int)_horizon + 1); v < _height; v++)
        {
            var depth = _focal * Camera.Y / (v + 0.5f - _horizon);
            for (var u = 0; u < _width; u++)
            {
                var x = Camera.X + ((u + 0.5f - _middle) * depth / _focal);
                Put((v * _width) + u, ink(x, Camera.Z + depth, depth), depth);
            }
        }
    }

    /// <summary>Draws a plane along the road.</summary>
    /// <param name="x">Where it stands.</param>
    /// <param name="from">Its near end.</param>
    /// <param name="to">Its far end.</param>
    /// <param name="bottom">Lowest point.</param>
    /// <param name="top">Highest point.</param>
    /// <param name="ink">From Z and Y; null where it can be seen through.</param>
    public void Along(float x, float from, float to, float bottom, float top, Func<float, float, Ink?> ink)
    {
        var side = x - Camera.X;
        for (var u = 0; u < _width; u++)
        {
            var slope = (u + 0.5f - _middle) / _focal;
            var depth = side / slope;
            var z = Camera.Z + depth;
            if (!(depth > Near) || z < from || z >= to)
            {
                continue;
            }

            var (first, last) = Rows(depth, bottom, top);
            for (var v = first; v <= last; v++)
            {
                Try((v * _width) + u, depth, ink, z, HeightAt(v, depth));
            }
        }
    }

    /// <summary>Draws a plane across the road, facing the camera.</summary>
    /// <param name="z">Where it stands.</param>
    /// <param name="left">Its left end.</param>
    /// <param name="right">Its right end.</param>
    /// <param name="bottom">Lowest point.</param>
    /// <param name="top">Highest point.</param>
    /// <param name="ink">From X and Y; null where it can be seen through.</param>
    public void Across(float z, float left, float right, float bottom, float top, Func<float, float, Ink?> ink)
    {
        var depth = z - Camera.Z;
        if (depth <= Near)
        {
            return;
        }

        var scale = _focal / depth;
        var from = Math.Max(0, (int)MathF.Floor(_middle + ((left - Camera.X) * scale)));
        var to = Math.Min(_width - 1, (int)MathF.Ceiling(_middle + ((right - Camera.X) * scale)));
        var (first, last) = Rows(depth, bottom, top);
        for (var v = first; v <= last; v++)
        {
            var y = HeightAt(v, depth);
            for (var u = from; u <= to; u++)
            {
                var x = Camera.X + ((u + 0.5f - _middle) / scale);
                if (x >= left && x < right && y >= bottom && y < top)
                {
                    Try((v * _width) + u, depth, ink, x, y);
                }
            }
        }
    }

    /// <summary>Draws over everything, by shares of the picture.</summary>
    public void Overlay(float top, Func<float, float, Ink?> ink)
    {
        for (var v = (int)(top * _height); v < _height; v++)
        {
            for (var u = 0; u < _width; u++)
            {
                Try((v * _width) + u, 0, ink, (u + 0.5f) / _width, (v + 0.5f) / _height);
            }
        }
    }

    /// <summary>The finished picture: hazy far away, a little grainy, darker at the rim.</summary>
    public (byte[] Rgb, byte[] Classes) Develop(float exposure, Vector3 haze, int grain)
    {
        var (height, width) = (_height / Fine, _width / Fine);
        var (rgb, classes) = (new byte[3 * height * width], new byte[height * width]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * Fine * _width) + (x * Fine);
                var light = (Hazy(at, haze) + Hazy(at + 1, haze) + Hazy(at + _width, haze) + Hazy(at + _width + 1, haze)) / 4;
                var (dx, dy) = (((float)x / width) - 0.5f, ((float)y / height) - 0.5f);
                light *= exposure * (1.04f - (0.3f * ((dx * dx) + (dy * dy))));
                var to = (y * width) + x;
                classes[to] = _classes[at];
                rgb[3 * to] = Byte(light.X, x, y, grain);
                rgb[(3 * to) + 1] = Byte(light.Y, x, y, grain + 1);
                rgb[(3 * to) + 2] = Byte(light.Z, x, y, grain + 2);
            }
        }

        return (rgb, classes);
    }

    private static byte Byte(float value, int x, int y, int grain)
    {
        // The sum of two even distributions is near enough to a sensor's noise.
        var noise = Noise.At(x, y, grain) + Noise.At(y, x, grain + 77) - 1;
        return (byte)Math.Clamp(value + (9 * noise), 0, 255);
    }

    private Vector3 Hazy(int at, Vector3 haze) =>
        _depths[at] is float.MaxValue or 0 ? _colours[at] : Vector3.Lerp(haze, _colours[at], MathF.Exp(-_depths[at] / 170));

    private (int First, int Last) Rows(float depth, float bottom, float top) => (
        Math.Max(0, (int)MathF.Floor(_horizon - ((top - Camera.Y) * _focal / depth))),
        Math.Min(_height - 1, (int)MathF.Ceiling(_horizon - ((bottom - Camera.Y) * _focal / depth))));

    private float HeightAt(int v, float depth) => Camera.Y - ((v + 0.5f - _horizon) * depth / _focal);

    private void Try(int at, float depth, Func<float, float, Ink?> ink, float a, float b)
    {
        if (depth < _depths[at] && ink(a, b) is { } drawn)
        {
            Put(at, drawn, depth);
        }
    }

    private void Put(int at, Ink ink, float depth) => (_colours[at], _classes[at], _depths[at]) = (ink.Colour, ink.Class, depth);
}

/// <summary>Where the camera is and looks: metres, and shares of the focal length.</summary>
internal readonly record struct Camera(float X, float Y, float Z, float Yaw, float Pitch);
