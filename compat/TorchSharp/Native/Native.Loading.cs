using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

internal static unsafe partial class Native
{
#pragma warning disable CA2255 // A library may not know when it is first used; a P/Invoke does, but too late for a resolver.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void FindLibraryBesideThisAssembly() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Load);

    /// <summary>Loads libsegtorch.so from this assembly's folder, or says what to do.</summary>
    private static nint Load(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Library) return 0;
        var folder = assembly.Location is { Length: > 0 } path ? Path.GetDirectoryName(path)! : AppContext.BaseDirectory;
        var file = Path.Combine(folder, $"lib{Library}.so");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var way = File.Exists(file)
                ? "Its libtorch is missing or another one: install libtorch (apt-get install libtorch-dev), or set LIBTORCH to the " +
                  "libtorch to use, and build again."
                : "It is built with compat/TorchSharp and copied beside TorchSharp.dll: build again.";
            throw new DllNotFoundException($"{file} cannot be loaded. {way} ({e.Message})", e);
        }
    }
}
