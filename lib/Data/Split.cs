namespace SegBook.Data;

/// <summary>Which frames are trained on, which decide when to stop, which the score is reported for.</summary>
/// <param name="Name">What the split is called in records and tables.</param>
/// <param name="Train">Positions of frames in the sequence.</param>
/// <param name="Validation">As above; may be empty.</param>
/// <param name="Test">As above.</param>
/// <param name="Leaks">True when near-copies of test or validation frames are trained on, so that scores say little about new streets.</param>
public sealed record Split(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Validation, IReadOnlyList<int> Test, bool Leaks)
{
    /// <summary>Name and counts.</summary>
    public override string ToString() => $"{Name}: {Train.Count} train, {Validation.Count} validation, {Test.Count} test{(Leaks ? " (leaks: near-copies of test frames are trained on)" : "")}";
}
