using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What one field of options or of a state is, for writing it down.</summary>
internal enum FieldKind
{
    Double,
    Bool,
    Long,
    Tensor,
    OptionalTensor,
}

/// <summary>Is shown each field, in the order of the file, and says what it is to be from then on.</summary>
internal delegate object FieldVisitor(object value, FieldKind kind);

/// <summary>Options of a group. A derived class names its fields once, in <see cref="Visit"/>.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    internal virtual void Visit(FieldVisitor field)
    {
        InitialLearningRate = (double)field(InitialLearningRate, FieldKind.Double);
        LearningRate = (double?)field(LearningRate, FieldKind.Double);
    }

    public virtual void SaveStateDict(BinaryWriter writer) => Visit((value, kind) =>
    {
        if (kind == FieldKind.Bool)
            writer.Write((bool)value);
        else
            writer.Write((double)value);
        return value;
    });

    public virtual void LoadStateDict(BinaryReader reader) =>
        Visit((_, kind) => kind == FieldKind.Bool ? (object)reader.ReadBoolean() : reader.ReadDouble());

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        var values = source.Values();
        Visit((_, _) => values.Dequeue());
    }

    /// <summary>Takes the defaults for what was not given; the initial rate is the rate.</summary>
    internal void Complete(OptimizerOptions defaults)
    {
        var values = defaults.Values();
        Visit((value, _) => values.Dequeue() is var missing && value is null ? missing : value);
        InitialLearningRate = LearningRate.Value;
    }

    private Queue<object> Values()
    {
        var values = new Queue<object>();
        Visit((value, _) =>
        {
            values.Enqueue(value);
            return value;
        });
        return values;
    }
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    internal virtual long Step => 0;

    internal abstract void Visit(FieldVisitor field);

    public abstract void Initialize(OptimizerOptions options);

    public virtual void SaveStateDict(BinaryWriter writer) => Visit((value, kind) =>
    {
        switch (kind)
        {
            case FieldKind.Long: writer.Write((long)value); break;
            case FieldKind.Double: writer.Write((double)value); break;
            case FieldKind.Tensor: ((Tensor)value).Save(writer); break;
            default:
                writer.Write(value is not null);
                ((Tensor)value)?.Save(writer);
                break;
        }

        return value;
    });

    // The casts keep the numbers from becoming tensors, to which they convert.
    public virtual void LoadStateDict(BinaryReader reader) => Visit((value, kind) => kind switch
    {
        FieldKind.Long => (object)reader.ReadInt64(),
        FieldKind.Double => (object)reader.ReadDouble(),
        FieldKind.OptionalTensor when !reader.ReadBoolean() => Replace(value, null),
        _ => Replace(value, TensorExtensionMethods.Load(reader).to(_parameter.device, disposeAfter: true)),
    });

    public virtual void LoadStateDict(OptimizerState source)
    {
        var values = source.Values();
        Visit((value, _) => values.Dequeue() is var other && other is Tensor tensor ? Replace(value, tensor.to(_parameter.device, copy: true)) : other);
    }

    public virtual bool ApproximatelyEquals(OptimizerState other) =>
        other?.GetType() == GetType() && Values().Zip(other.Values()).All(pair => pair.First is Tensor first
            ? pair.Second is Tensor second && first.allclose(second)
            : Equals(pair.First, pair.Second));

    public virtual void to(Device device) => Visit((value, _) => value is Tensor tensor ? Replace(value, tensor.to(device)) : value);

    internal void DisposeTensors() => Visit((value, _) => value is Tensor ? Replace(value, null) : value);

    /// <summary>Zeros like the parameter, which live as long as the optimizer.</summary>
    internal Tensor Zeros(Tensor old)
    {
        old?.Dispose();
        return zeros_like(_parameter).detach().DetachFromDisposeScope();
    }

    private static Tensor Replace(object old, Tensor by)
    {
        if (!ReferenceEquals(old, by))
            ((Tensor)old)?.Dispose();
        return by?.DetachFromDisposeScope();
    }

    private Queue<object> Values()
    {
        var values = new Queue<object>();
        Visit((value, _) =>
        {
            values.Enqueue(value);
            return value;
        });
        return values;
    }
}
