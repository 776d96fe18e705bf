namespace SegBook.Cli.Synthetic;

/// <summary>Something on or beside the road: drawn where it is at a time.</summary>
/// <param name="X">At time 0, to the right of the middle of the road.</param>
/// <param name="Z">At time 0, along the road.</param>
/// <param name="SpeedX">Metres a second.</param>
/// <param name="SpeedZ">Metres a second.</param>
/// <param name="Draw">Draws it, given its place and the time.</param>
internal sealed record Thing(float X, float Z, float SpeedX, float SpeedZ, Action<SceneView, float, float, float> Draw)
{
    public void DrawAt(SceneView view, float time)
    {
        var z = Z + (SpeedZ * time);
        if (z - view.Camera.Z is > -12 and < 190)
        {
            Draw(view, X + (SpeedX * time), z, time);
        }
    }
}
