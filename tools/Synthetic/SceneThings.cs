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
        if (z - view.Camera.Z is > -12 and < 190)
        {
            Draw(view, X + (SpeedX * time), z, time);
        }
    }
}

/// <summary>Puts things on and beside the road, so that all 32 classes are there.</summary>
internal static class SceneThings
{
    private static readonly Vector3[] Paints = [new(176, 32, 36), new(210, 212, 216), new(42, 62, 112), new(48, 50, 54), new(150, 156, 162), new(222, 222, 218), new(30, 92, 74), new(196, 150, 60)];
    private static readonly Vector3[] Coats = [new(178, 44, 48), new(44, 74, 140), new(226, 196, 70), new(60, 110, 76), new(92, 60, 110), new(214, 208, 196), new(54, 54, 60), new(210, 108, 44)];

    public static List<Thing> Place(Scene scene, RandomStream random)
    {
        var things = new List<Thing>();
        Greenery(scene, things, ref random);
        Posts(things, ref random);
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

            for (var z = 16f; z < 330; z += (float)random.Between(17, 30))
            {
                things.Add(Still(sign * 6.6f, z, Furniture.Tree((float)random.Between(4, 6), new Vector3(78, 112, 52) * (float)random.Between(0.85, 1.2), random.Below(1000))));
            }
        }

        things.Add(Still(8.1f, 9, Furniture.Hedge(6)));
    }

    private static void Posts(List<Thing> things, ref RandomStream random)
    {
        for (var z = 11f; z < 360; z += 21)
        {
            things.Add(Still(-4.7f, z, Furniture.Lamp()));
            things.Add(Still(4.7f, z + 10, Furniture.Lamp()));
        }

        for (var z = 7f; z < 330; z += (float)random.Between(24, 34))
        {
            var right = random.Chance(0.5);
            things.Add(Still(right ? 4.6f : -4.6f, z + 6, Furniture.Sign(blue: right)));
            things.Add(Still(5.9f, z + 22, Furniture.Board(Any(Coats, ref random) * 0.8f, random.Below(1000))));
        }

        for (var z = 26.5f; z < 330; z += 90)
        {
            things.Add(Still(-4.5f, z, Furniture.TrafficLight(2)));
            things.Add(Still(4.5f, z, Furniture.TrafficLight(2)));
        }

        for (var z = 14f; z < 330; z += 60)
        {
            for (var i = 0; i < 4; i++)
            {
                things.Add(Still(3.4f, z + (1.6f * i), Furniture.Cone()));
                things.Add(Still(-4.35f, z + 4 + (2.6f * i), Furniture.Block()));
            }
        }
    }

    private static void Traffic(List<Thing> things, ref RandomStream random)
    {
        // Ahead of us, in our lane and as fast as we are.
        things.Add(new Thing(-1.9f, 21, 0, 8.4f, Vehicles.Car(Kind.Car, Any(Paints, ref random), 1.72f, 1.46f, 4.1f, 0.56f, oncoming: false)));
        things.Add(new Thing(-3.1f, 9.5f, 0, 7.6f, Figures.Rider(Kind.Bicyclist, Any(Coats, ref random), motor: false)));
        things.Add(new Thing(-0.9f, 31, 0, 9, Figures.Rider(Kind.Motorcycle, Any(Coats, ref random), motor: true)));

        // Towards us.
        things.Add(new Thing(1.9f, 34, 0, -5, Vehicles.Car(Kind.Pickup, Any(Paints, ref random), 1.94f, 1.86f, 4.7f, 0.58f, oncoming: true)));
        things.Add(new Thing(2, 62, 0, -5, Vehicles.Car(Kind.Bus, new Vector3(188, 40, 42), 2.5f, 3.9f, 10, 0.34f, oncoming: true)));
        for (var z = 95f; z < 900; z += (float)random.Between(15, 34))
        {
            things.Add(new Thing(1.9f, z, 0, -5, Vehicles.Car(Kind.Car, Any(Paints, ref random), 1.75f, 1.48f, 4.2f, 0.56f, oncoming: true)));
        }

        // Parked, half on the pavement.
        for (var z = 38f; z < 330; z += (float)random.Between(9, 24))
        {
            var pickup = random.Chance(0.25);
            things.Add(Still(4.5f, z, Vehicles.Car(pickup ? Kind.Pickup : Kind.Car, Any(Paints, ref random), pickup ? 1.9f : 1.7f, pickup ? 1.8f : 1.45f, 4.3f, pickup ? 0.58f : 0.55f, oncoming: true)));
        }

        things.Add(Still(-5, 44, Vehicles.Car(Kind.OtherMoving, new Vector3(214, 160, 52), 1.9f, 2.1f, 3.4f, 0.72f, oncoming: false)));
    }

    private static void People(List<Thing> things, ref RandomStream random)
    {
        things.Add(new Thing(4.7f, 23, 0, 1.1f, Figures.WithPram(Any(Coats, ref random))));
        things.Add(new Thing(-5.5f, 12, 0, 0.5f, Figures.Walker(Kind.Child, 1.15f, Any(Coats, ref random), new Vector3(60, 70, 120))));
        things.Add(new Thing(-6.1f, 12.3f, 0, 0.5f, Figures.Walker(Kind.Pedestrian, 1.74f, Any(Coats, ref random), new Vector3(48, 50, 62))));
        things.Add(new Thing(6.2f, 25, -0.1f, 0.6f, Figures.Dog(new Vector3(132, 92, 54))));
        for (var z = 14f; z < 330; z += (float)random.Between(3.5, 9))
        {
            var side = random.Chance(0.5) ? 1 : -1;
            var speed = (float)random.Between(-1.2, 1.2);
            var height = (float)random.Between(1.58, 1.85);
            things.Add(new Thing(side * (float)random.Between(5, 7.6), z, 0, speed, Figures.Walker(Kind.Pedestrian, height, Any(Coats, ref random), new Vector3(50, 52, 66) * (float)random.Between(0.7, 1.6))));
            if (random.Chance(0.12))
            {
                things.Add(new Thing(side * 6, z + 3, 0, speed, Figures.Walker(Kind.Child, 1.2f, Any(Coats, ref random), new Vector3(70, 80, 120))));
            }
        }

        for (var z = 60f; z < 330; z += (float)random.Between(30, 60))
        {
            things.Add(new Thing(-3.2f, z, 0, 3, Figures.Rider(Kind.Bicyclist, Any(Coats, ref random), motor: false)));
            things.Add(new Thing(random.Chance(0.5) ? 6.5f : -6.5f, z + 12, 0, 0.8f, Figures.Dog(new Vector3(88, 76, 66) * (float)random.Between(0.7, 1.7))));
        }
    }

    private static void Landmarks(List<Thing> things)
    {
        things.Add(Still(0, 74, Furniture.Archway()));
        things.Add(Still(0, 112, Furniture.RailwayBridge()));
        things.Add(Still(0, 150, Furniture.TunnelMouth()));
    }
}
