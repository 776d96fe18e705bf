using System.Numerics;
using SegBook.Data;

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
        if (z - view.Camera.Z > -12)
        {
            Draw(view, X + (SpeedX * time), z, time);
        }
    }
}

/// <summary>Puts things on and beside the road, so that all 32 classes are there, most of them for a part of the time only.</summary>
/// <remarks>Things come out of the tunnel, from behind the camera, the railway bridge or a door, and go when the camera passes them.</remarks>
internal static class SceneThings
{
    private static readonly Vector3[] Paints = [new(176, 32, 36), new(210, 212, 216), new(42, 62, 112), new(48, 50, 54), new(150, 156, 162), new(222, 222, 218), new(30, 92, 74), new(196, 150, 60)];
    private static readonly Vector3[] Coats = [new(178, 44, 48), new(44, 74, 140), new(226, 196, 70), new(60, 110, 76), new(92, 60, 110), new(214, 208, 196), new(54, 54, 60), new(210, 108, 44)];

    public static List<Thing> Place(Scene scene, RandomStream random)
    {
        var things = new List<Thing>();
        Greenery(scene, things, ref random);
        Posts(things);
        Traffic(things, ref random);
        People(things, ref random);
        Landmarks(things);
        return things;
    }

    private static Vector3 Any(Vector3[] colours, ref RandomStream random) => colours[random.Below(colours.Length)] * (float)random.Between(0.85, 1.1);

    private static Thing Still(float x, float z, Action<SceneView, float, float, float> draw) => new(x, z, 0, 0, draw);

    private static void Greenery(Scene scene, List<Thing> things, ref RandomStream random)
    {
        foreach (var right in new[] { false, true })
        {
            var sign = right ? 1 : -1;
            foreach (var segment in scene.Segments(right).Where(segment => segment.Style != FacadeStyle.House))
            {
                for (var z = segment.From + 1.5f; z < segment.To; z += (float)random.Between(2.5, 4.5))
                {
                    var leaves = Vector3.Lerp(new Vector3(62, 96, 44), new Vector3(124, 138, 62), (float)random.Next());
                    things.Add(Still(sign * (float)random.Between(9.6, 15), z, Furniture.Tree((float)random.Between(5.5, 9.5), leaves, random.Below(1000))));
                }

                if (segment.Style == FacadeStyle.Wall && random.Chance(0.5))
                {
                    things.Add(Still(sign * 8.2f, segment.From + 1, Furniture.Hedge(segment.To - segment.From - 2)));
                }
            }

            for (var z = 16f; z < Scene.Tunnel; z += (float)random.Between(17, 30))
            {
                things.Add(Still(sign * 6.6f, z, Furniture.Tree((float)random.Between(4, 6), new Vector3(78, 112, 52) * (float)random.Between(0.85, 1.2), random.Below(1000))));
            }
        }

        things.Add(Still(8.1f, 9, Furniture.Hedge(6)));
    }

    private static void Posts(List<Thing> things)
    {
        for (var z = 11f; z < Scene.Tunnel; z += 21)
        {
            things.Add(Still(-4.7f, z, Furniture.Lamp()));
            things.Add(Still(4.7f, z + 10, Furniture.Lamp()));
        }

        things.Add(Still(-4.6f, 12, Furniture.Sign(blue: false)));
        things.Add(Still(4.6f, 13, Furniture.Sign(blue: true)));
        things.Add(Still(6.85f, Scene.Railway + 6, Furniture.Sign(blue: true)));
        things.Add(Still(5.9f, 27, Furniture.Board(Coats[0] * 0.8f, salt: 1)));
        things.Add(Still(-4.5f, 20.5f, Furniture.TrafficLight(2)));
        things.Add(Still(4.5f, 20.5f, Furniture.TrafficLight(2)));
        for (var i = 0; i < 4; i++)
        {
            things.Add(Still(3.4f, 14 + (1.6f * i), Furniture.Cone()));
            things.Add(Still(-4.35f, 18 + (2.6f * i), Furniture.Block()));
        }
    }

    private static void Traffic(List<Thing> things, ref RandomStream random)
    {
        // In our direction: a bicycle that we pass, a motorcycle that passes us.
        things.Add(new Thing(-3.1f, 12, 0, 3, Figures.Rider(Kind.Bicyclist, Any(Coats, ref random), motor: false)));
        things.Add(new Thing(-0.4f, -13, 0, 13, Figures.Rider(Kind.Motorcycle, Any(Coats, ref random), motor: true)));

        // Towards us, the last ones out of the tunnel.
        things.Add(new Thing(1.9f, 34, 0, -7, Vehicles.Car(Kind.Pickup, Any(Paints, ref random), 1.94f, 1.86f, 4.7f, 0.58f, oncoming: true)));
        things.Add(new Thing(2, Scene.Tunnel + 37, 0, -12, Vehicles.Car(Kind.Bus, new Vector3(188, 40, 42), 2.5f, 3.9f, 10, 0.34f, oncoming: true)));
        things.Add(new Thing(1.9f, Scene.Tunnel + 58, 0, -12, Vehicles.Car(Kind.Car, Any(Paints, ref random), 1.75f, 1.48f, 4.2f, 0.56f, oncoming: true)));

        // Parked, half on the pavement.
        things.Add(Still(4.5f, 22, Vehicles.Car(Kind.Car, Any(Paints, ref random), 1.7f, 1.45f, 4.3f, 0.55f, oncoming: true)));
        things.Add(Still(-5, 17, Vehicles.Car(Kind.OtherMoving, new Vector3(214, 160, 52), 1.9f, 2.1f, 3.4f, 0.72f, oncoming: false)));
    }

    private static void People(List<Thing> things, ref RandomStream random)
    {
        things.Add(new Thing(4.7f, 21, 0, 1.1f, Figures.WithPram(Any(Coats, ref random))));
        things.Add(new Thing(6.2f, 23, -0.1f, 0.6f, Figures.Dog(new Vector3(132, 92, 54))));
        things.Add(new Thing(-5.5f, 12, 0, 0.5f, Walker(Kind.Child, 1.15f, ref random)));
        things.Add(new Thing(-6.1f, 12.3f, 0, 0.5f, Walker(Kind.Pedestrian, 1.74f, ref random)));

        // Out of doors.
        things.Add(new Thing(-11, 41, 0.9f, -0.3f, Walker(Kind.Pedestrian, 1.8f, ref random)));
        things.Add(new Thing(11.2f, 45, -1, -0.2f, Walker(Kind.Pedestrian, 1.66f, ref random)));
        things.Add(new Thing(11.6f, 44.6f, -1, -0.2f, Walker(Kind.Child, 1.2f, ref random)));
    }

    private static Action<SceneView, float, float, float> Walker(byte kind, float height, ref RandomStream random) =>
        Figures.Walker(kind, height, Any(Coats, ref random), new Vector3(50, 52, 66) * (float)random.Between(0.7, 1.6));

    private static void Landmarks(List<Thing> things)
    {
        things.Add(Still(0, Scene.Railway, Furniture.RailwayBridge()));
        things.Add(Still(0, 66, Furniture.Archway()));
        things.Add(Still(0, Scene.Tunnel, Furniture.TunnelMouth()));
    }
}
