namespace SegBook.Data;

/// <summary>The 32 classes of CamVid and CamSeq01, and which of the usual eleven each belongs to.</summary>
/// <remarks>
/// Names and colours: <c>label_colors.txt</c> of the data set (Fauqueur, Brostow, Cipolla 2007; Brostow, Fauqueur, Cipolla 2009), in its order.
/// The eleven: Sturgess, Alahari, Ladicky, Torr, "Combining appearance and structure from motion features for road scene understanding", BMVC 2009,
/// in the order of SegNet (Badrinarayanan, Kendall, Cipolla 2017), whose index masks they number. Void belongs to none and is not counted.
/// </remarks>
internal static class CamVidClasses
{
    /// <summary>The name of what was not labelled.</summary>
    public const string Void = "Void";

    /// <summary>Source class, its colour, and the class of the eleven that it goes to (null: not counted).</summary>
    public static IReadOnlyList<(LabelClass Source, string? Group)> Table { get; } =
    [
        (new("Animal", 64, 128, 64), "Pedestrian"),
        (new("Archway", 192, 0, 128), "Building"),
        (new("Bicyclist", 0, 128, 192), "Bicyclist"),
        (new("Bridge", 0, 128, 64), "Building"),
        (new("Building", 128, 0, 0), "Building"),
        (new("Car", 64, 0, 128), "Car"),
        (new("CartLuggagePram", 64, 0, 192), "Pedestrian"),
        (new("Child", 192, 128, 64), "Pedestrian"),
        (new("Column_Pole", 192, 192, 128), "Column_Pole"),
        (new("Fence", 64, 64, 128), "Fence"),
        (new("LaneMkgsDriv", 128, 0, 192), "Road"),
        (new("LaneMkgsNonDriv", 192, 0, 64), "Road"),
        (new("Misc_Text", 128, 128, 64), "SignSymbol"),
        (new("MotorcycleScooter", 192, 0, 192), "Bicyclist"),
        (new("OtherMoving", 128, 64, 64), "Car"),
        (new("ParkingBlock", 64, 192, 128), "Sidewalk"),
        (new("Pedestrian", 64, 64, 0), "Pedestrian"),
        (new("Road", 128, 64, 128), "Road"),
        (new("RoadShoulder", 128, 128, 192), "Sidewalk"),
        (new("Sidewalk", 0, 0, 192), "Sidewalk"),
        (new("SignSymbol", 192, 128, 128), "SignSymbol"),
        (new("Sky", 128, 128, 128), "Sky"),
        (new("SUVPickupTruck", 64, 128, 192), "Car"),
        (new("TrafficCone", 0, 0, 64), "Column_Pole"),
        (new("TrafficLight", 0, 64, 64), "SignSymbol"),
        (new("Train", 192, 64, 128), "Car"),
        (new("Tree", 128, 128, 0), "Tree"),
        (new("Truck_Bus", 192, 128, 192), "Car"),
        (new("Tunnel", 64, 0, 64), "Building"),
        (new("VegetationMisc", 192, 192, 0), "Tree"),
        (new(Void, 0, 0, 0), null),
        (new("Wall", 64, 192, 0), "Building"),
    ];

    /// <summary>The eleven, in the order of SegNet's index masks.</summary>
    public static IReadOnlyList<string> Eleven { get; } =
        ["Sky", "Building", "Column_Pole", "Road", "Sidewalk", "Tree", "SignSymbol", "Fence", "Car", "Pedestrian", "Bicyclist"];
}
