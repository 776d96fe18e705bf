using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;

namespace SegBook.Cli;

/// <summary>The last net below all commands: which exceptions are a person's to put right, and how they are told.</summary>
public static class Mistakes
{
    private static readonly string[] OutOfMemory = ["allocate memory", "out of memory", "not enough memory", "bad allocation", "bad_alloc", "Storage size calculation overflowed"];

    /// <summary>One line for the person, or null when the fault is ours.</summary>
    public static string? Sentence(Exception exception) => exception switch
    {
        AggregateException or TargetInvocationException when exception.InnerException is { } inner => Sentence(inner),
        SegBookException => exception.Message,
        OutOfMemoryException => TooLarge,
        ExternalException or InvalidOperationException when OutOfMemory.Any(words => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase)) => TooLarge,
        Win32Exception => $"A program could not be started: {exception.Message}",
        FileNotFoundException { FileName: { } name } when !Path.IsPathRooted(name) => null, // an assembly
        IOException or UnauthorizedAccessException when IsPrinting(exception) => $"What is to be printed cannot be written: {(exception is IOException ? OneLine(exception) : "standard output is closed.")}",
        FileNotFoundException or DirectoryNotFoundException => $"{OneLine(exception)} Is it the right place?",
        IOException or UnauthorizedAccessException or InvalidDataException => $"{OneLine(exception)} Is it the right place, may it be written, and has the disk room?",
        _ => null,
    };

    private const string TooLarge = "There is not enough memory for this. Use smaller pictures (height and width, --size), a smaller batch, or fewer workers.";

    private static bool IsPrinting(Exception exception) => exception.StackTrace?.Contains("System.ConsolePal", StringComparison.Ordinal) ?? false;

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
}
