namespace SixLabors.ImageSharp;

public readonly struct Rational(uint numerator, uint denominator) : IEquatable<Rational>
{
    public uint Numerator { get; } = numerator;

    public uint Denominator { get; } = denominator;

    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    public double ToDouble() => (double)Numerator / Denominator;

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public override string ToString() => $"{Numerator}/{Denominator}";
}
