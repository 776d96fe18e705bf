using System.Reflection;

namespace SegBook.Engine;

/// <summary>Reaches <c>SegBook.Interrupt</c> in the library that the notebook loaded, by name: this process has no reference to it.</summary>
internal static class LibraryInterrupt
{
    /// <summary>Asks the library to stop what it is doing: code in cells cannot be stopped from outside, but the library's loops look up after every batch, stop, and save.</summary>
    /// <returns>False when no library is loaded, which could do so.</returns>
    public static bool Request()
    {
        var library = AppDomain.CurrentDomain.GetAssemblies().LastOrDefault(assembly => assembly.GetName().Name == "SegBook");
        library?.GetType("SegBook.Interrupt")?.GetMethod("Request", BindingFlags.Public | BindingFlags.Static)?.Invoke(null, null);
        return library is not null;
    }
}
