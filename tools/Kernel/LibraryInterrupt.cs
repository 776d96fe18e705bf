using System.Reflection;

namespace SegBook.Engine;

/// <summary>Reaches <c>SegBook.Interrupt</c> in the library that the notebook loaded, by name: this process has no reference to it.</summary>
/// <remarks>Code in cells cannot be stopped from outside; the library's loops look at this token after every batch, stop, and save.</remarks>
internal static class LibraryInterrupt
{
    /// <summary>Asks the library to stop what it is doing.</summary>
    public static void Request() => Call("Request");

    /// <summary>Forgets an earlier request; to be called before a cell starts.</summary>
    public static void Reset() => Call("Reset");

    private static void Call(string method)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.GetName().Name == "SegBook")
            {
                assembly.GetType("SegBook.Interrupt")?.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.Invoke(null, null);
            }
        }
    }
}
