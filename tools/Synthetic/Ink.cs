using System.Numerics;
using SegBook.Data;

namespace SegBook.Cli.Synthetic;

/// <summary>What a point of a thing looks like, and what it is.</summary>
/// <param name="Class">A label of <see cref="LabelMap.CamVid32"/>.</param>
/// <param name="Colour">Red, green, blue, 0 to 255.</param>
internal readonly record struct Ink(byte Class, Vector3 Colour)
{
    /// <summary>The same thing, brighter or darker.</summary>
    public Ink Lit(float factor) => this with { Colour = Colour * factor };
}

/// <summary>The labels of <see cref="LabelMap.CamVid32"/> by name.</summary>
internal static class Kind
{
    public static readonly byte Animal = Of("Animal"), Archway = Of("Archway"), Bicyclist = Of("Bicyclist"), Bridge = Of("Bridge"), Building = Of("Building"), Car = Of("Car"),
        Pram = Of("CartLuggagePram"), Child = Of("Child"), Pole = Of("Column_Pole"), Fence = Of("Fence"), Lane = Of("LaneMkgsDriv"), NoLane = Of("LaneMkgsNonDriv"),
        Text = Of("Misc_Text"), Motorcycle = Of("MotorcycleScooter"), OtherMoving = Of("OtherMoving"), ParkingBlock = Of("ParkingBlock"), Pedestrian = Of("Pedestrian"),
        Road = Of("Road"), Shoulder = Of("RoadShoulder"), Sidewalk = Of("Sidewalk"), Sign = Of("SignSymbol"), Sky = Of("Sky"), Pickup = Of("SUVPickupTruck"),
        Cone = Of("TrafficCone"), Light = Of("TrafficLight"), Train = Of("Train"), Tree = Of("Tree"), Bus = Of("Truck_Bus"), Tunnel = Of("Tunnel"),
        Vegetation = Of("VegetationMisc"), Void = Of("Void"), Wall = Of("Wall");

    private static byte Of(string name) => (byte)LabelMap.CamVid32.Names.ToList().IndexOf(name);
}
