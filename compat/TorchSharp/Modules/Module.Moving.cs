using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Moving to another device or floating type: parameters become new objects, in the registry and in the fields.
        public partial class Module
        {
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Move(null, dtype, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Move(new Device(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1), null, non_blocking);

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(device, dtype, non_blocking);

            public Module _to(Tensor other, bool non_blocking) => Move(other.device, other.dtype, non_blocking);

            private Module Move(Device device, ScalarType? dtype, bool non_blocking)
            {
                if (dtype is { } type && !IsFloating(type))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={type}");
                if (device?.type == DeviceType.CUDA && !cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");

                foreach (var (_, module) in named_children())
                {
                    if (device is null)
                        module._to(dtype.Value, non_blocking);
                    else if (dtype is null)
                        module._to(device.type, device.index, non_blocking);
                    else
                        module._to(device, dtype.Value, non_blocking);
                }

                using var frozen = no_grad();
                foreach (var (name, parameter) in OwnParameters.ToList())
                {
                    if (Moved(parameter, device, dtype) is { } moved)
                    {
                        OwnParameters[name] = moved;
                        SetField(name, moved);
                        parameter.Dispose();
                    }
                }

                foreach (var (name, (buffer, persistent)) in OwnBuffers.ToList())
                {
                    if (!Differs(buffer, device, dtype))
                        continue;
                    var moved = Cast(buffer, device, dtype).DetachFromDisposeScope();
                    OwnBuffers[name] = (moved, persistent);
                    SetField(name, moved);
                    buffer.Dispose();
                }

                return this;
            }

            private void SetField(string name, Tensor value)
            {
                foreach (var (component, field) in FieldsOf(GetType()))
                {
                    if (component == name && field.FieldType.IsInstanceOfType(value))
                        field.SetValue(this, value);
                }
            }

            private static Parameter Moved(Parameter parameter, Device device, ScalarType? dtype)
            {
                using var grad = parameter.grad;
                if (!Differs(parameter, device, dtype) && (grad is null || !Differs(grad, device, dtype)))
                    return null;
                var moved = new Parameter(Cast(parameter, device, dtype), parameter.requires_grad);
                moved.DetachFromDisposeScope();
                if (grad is not null)
                {
                    using var movedGrad = Cast(grad, device, dtype);
                    moved.grad = movedGrad;
                }

                return moved;
            }

            private static bool IsFloating(ScalarType type) =>
                type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

            // "cuda" without a number means any CUDA device.
            private static bool Differs(Tensor tensor, Device device, ScalarType? dtype) =>
                (dtype is { } type && IsFloating(tensor.dtype) && tensor.dtype != type)
                || (device is not null && (tensor.device.type != device.type || (device.index >= 0 && tensor.device.index != device.index)));

            private static Tensor Cast(Tensor tensor, Device device, ScalarType? dtype) =>
                tensor.to(dtype is { } type && IsFloating(tensor.dtype) ? type : tensor.dtype, device ?? tensor.device);
        }
    }
}
