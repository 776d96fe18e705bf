using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Parameters, buffers and sub-modules under their names, in the order in which they were registered.
        /// What computes is in the derived types; files and dictionaries, and moves, are in the other two parts of this class.
        /// </summary>
        public partial class Module : IDisposable
        {
            private static readonly ConcurrentDictionary<Type, (string Name, FieldInfo Field)[]> FieldsOfTypes = new();

            // OrderedDictionary.GetAlternateLookup and the like are not needed: the collections are small and walked in order.
            internal readonly OrderedDictionary<string, Parameter> OwnParameters = [];
            internal readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> OwnBuffers = [];
            internal readonly List<(string name, Module module)> Registered = [];

            protected string name;
            private bool _training = true;
            private bool _registered;
            private bool _disposed;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            /// <summary>What the walks below go through. A Sequential keeps a list of its own, beside what is registered.</summary>
            internal virtual IEnumerable<(string name, Module module)> Submodules => Registered;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                foreach (var (buffer, _) in OwnBuffers.Values)
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (var parameter in OwnParameters.Values)
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, module) in Submodules)
                    module.Dispose();
            }

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in named_children())
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in Submodules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        Aten.Run("zero_", grad);
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => Submodules;

            /// <summary>All descendants: first the children, then what is below each of them. The module itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in Submodules)
                    yield return child;
                foreach (var (outer, module) in Submodules)
                {
                    foreach (var (inner, descendant) in module.named_modules())
                        yield return ($"{outer}.{inner}", descendant);
                }
            }

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Walk(OwnParameters.Select(p => (p.Key, p.Value)), recurse, m => m.named_parameters());

            // As in the real library, a buffer that is not persistent is never listed, whatever the flag says.
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Walk(OwnBuffers.Where(b => b.Value.Persistent).Select(b => (b.Key, b.Value.Tensor)), recurse, m => m.named_buffers(true, include_nonpersistent));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            // A tensor that is shared is listed once, under its first name; a disposed one not at all.
            private IEnumerable<(string, T)> Walk<T>(IEnumerable<(string, T)> own, bool recurse, Func<Module, IEnumerable<(string, T)>> below) where T : Tensor
            {
                var seen = new HashSet<T>(ReferenceEqualityComparer.Instance);
                foreach (var (name, tensor) in own)
                {
                    if (!tensor.IsInvalid && seen.Add(tensor))
                        yield return (name, tensor);
                }

                if (!recurse)
                    yield break;
                foreach (var (outer, module) in Submodules)
                {
                    foreach (var (inner, tensor) in below(module))
                    {
                        if (seen.Add(tensor))
                            yield return ($"{outer}.{inner}", tensor);
                    }
                }
            }

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter get_parameter(string target) =>
                OwnParameters.TryGetValue(target, out var own) ? own : Below(target, (m, rest) => m.get_parameter(rest));

            public virtual Tensor get_buffer(string target) =>
                OwnBuffers.TryGetValue(target, out var own) ? own.Tensor : Below(target, (m, rest) => m.get_buffer(rest));

            private T Below<T>(string target, Func<Module, string, T> find) where T : class
            {
                var dot = target.IndexOf('.');
                return dot < 0 ? null
                    : Submodules.Where(s => s.name == target[..dot]).Select(s => find(s.module, target[(dot + 1)..])).FirstOrDefault(found => found is not null);
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!OwnParameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!OwnBuffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    Registered.RemoveAll(r => r.name == name);
                    return;
                }

                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (Registered.Any(r => r.name == name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                Registered.Add((name, submodule));
            }

            /// <summary>Registers what the instance fields hold, under the fields' names: modules, parameters, and tensors as buffers.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                    return;
                foreach (var (field, info) in FieldsOf(GetType()))
                {
                    if (OwnParameters.ContainsKey(field) || OwnBuffers.ContainsKey(field) || Registered.Any(r => r.name == field))
                        continue;
                    switch (info.GetValue(this))
                    {
                        case Module module: register_module(field, module); break;
                        case Parameter parameter: register_parameter(field, parameter); break;
                        case Tensor tensor: register_buffer(field, tensor); break;
                    }
                }

                _registered = true;
            }

            // The most derived type's fields first, a base class's after them.
            private static (string Name, FieldInfo Field)[] FieldsOf(Type type) => FieldsOfTypes.GetOrAdd(type, static leaf =>
            {
                var fields = new Dictionary<string, FieldInfo>();
                var ordered = new List<(string, FieldInfo)>();
                for (var t = leaf; t is not null && t != typeof(Module); t = t.BaseType)
                {
                    foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    {
                        if (field.DeclaringType != typeof(Module) && !field.FieldType.IsValueType && fields.TryAdd(field.Name, field))
                            ordered.Add((field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name, field));
                    }
                }

                return [.. ordered];
            });

            /// <summary>Sets a layer's parameter property: the old one is disposed, the new one outlives the dispose scopes.</summary>
            internal void Set(ref Parameter field, Parameter value, [CallerMemberName] string name = null)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                if (value is null)
                    OwnParameters.Remove(name);
                else
                    OwnParameters[name] = value;
            }

            /// <summary>The same for a buffer property.</summary>
            internal void Set(ref Tensor field, Tensor value, [CallerMemberName] string name = null)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                if (value is null)
                    OwnBuffers.Remove(name);
                else
                    OwnBuffers[name] = (value, true);
            }
        }
    }
}
