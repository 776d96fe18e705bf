using System.Runtime.CompilerServices;

namespace SegBook.Tests.Support;

/// <summary>Tests look at what is saved after each epoch, however short.</summary>
internal static class EverySave
{
    [ModuleInitializer]
    internal static void Ask() => Environment.SetEnvironmentVariable("SEGBOOK_SAVE_SECONDS", "0");
}
