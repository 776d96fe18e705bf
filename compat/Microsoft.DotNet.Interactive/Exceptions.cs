using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Code did not compile.</summary>
public class CodeSubmissionCompilationErrorException(Exception innerException) : Exception($"{nameof(CodeSubmissionCompilationErrorException)}: {innerException?.Message}", innerException);

/// <summary>No kernel there that can do it.</summary>
public class NoSuitableKernelException(KernelCommand command)
    : Exception($"No handler registered on kernel {command?.TargetKernelName} for command: {command}");

public class CommandNotSupportedException(Type commandType, Kernel kernel) : Exception($"Kernel {kernel} does not support command type {commandType?.Name}.");
